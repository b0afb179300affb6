"""Who writes on an idea."""

from xinghe.foundation.errors import Refusal, gettext_noop


class OnlyItsPeople(Refusal):
    """Writing belongs to who invented it and who types it."""

    code = "only_its_people"
    message = gettext_noop(
        "Only its author or who types it for them may do this. Ask %(name)s, or write an idea of your own."
    )
    status = 403
