"""What a kept view of a list may hold: a short name, and the address of a list without its page."""

from urllib.parse import parse_qsl, urlencode

from xinghe.accounts.vocab import LONGEST_VIEW_ADDRESS, LONGEST_VIEW_NAME
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.foundation.text import tidy

# Where a page of the list begins; a view always opens at the first.
_CURSORS = ("after", "before")


class ViewNameWrong(Refusal):
    """A view without a name, or with a sentence for one."""

    code = "view_name_wrong"
    message = gettext_noop("A view is kept under a name of 1 to %(limit)s characters. Enter one.")
    status = 422


class ViewTooLong(Refusal):
    """More stands in the address than is kept."""

    code = "view_too_long"
    message = gettext_noop(
        "What this list is narrowed to takes %(found)s characters; at most %(limit)s are kept. Remove a filter first."
    )
    status = 422


def checked_view_name(name: str) -> str:
    """The name in one line, without blanks round it. Refuses: ViewNameWrong."""
    name = tidy(name)
    if not 1 <= len(name) <= LONGEST_VIEW_NAME:
        raise ViewNameWrong(limit=LONGEST_VIEW_NAME)
    return name


def checked_view_address(query: str) -> str:
    """What stands behind the question mark, in one way of writing it, at the first page. Refuses: ViewTooLong."""
    pairs = [(name, value) for name, value in parse_qsl(query) if name not in _CURSORS]
    address = urlencode(pairs)
    if len(address) > LONGEST_VIEW_ADDRESS:
        raise ViewTooLong(found=len(address), limit=LONGEST_VIEW_ADDRESS)
    return address
