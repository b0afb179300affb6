"""Whether the texts that judges will read say whose they are: to be shown before somebody hands in."""

from xinghe.access.actor import Actor
from xinghe.programmes.queries import application_for
from xinghe.programmes.rules.answers import for_blind_eyes
from xinghe.results.models import Creator
from xinghe.reviews.queries.facts import identifying
from xinghe.reviews.rules.identity import Flag, Known, revealed


def identity_flags(actor: Actor, application_code: str) -> tuple[Flag, ...]:
    """Names and firms of its own record that show in the texts of an application. Refuses: Missing. 3 queries."""
    application = application_for(actor, application_code)
    form = application.call.said_terms.form
    cells = set(identifying(form, application.answers))
    creators = Creator.objects.filter(result_id=application.result_id or 0).values_list("name", flat=True)
    unit = application.unit
    # A short cell of Chinese characters is a person's name; a longer one a firm's.
    people = {cell for cell in cells if len(cell) <= 4} | set(creators) | {application.applicant.name}
    firms = {cell for cell in cells if len(cell) > 4} | ({unit.name, unit.short_name} - {""})
    known = Known(people=frozenset(people), firms=frozenset(firms))
    return revealed(for_blind_eyes(form, application.answers), known)
