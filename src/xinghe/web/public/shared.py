"""Which public pages are the same for everybody, and what makes them anew."""

import re

from django.db import Error, connection

from xinghe.results import queries
from xinghe.web.kit.caching import SharedPages

# The front door, the search, one result, calls, notices. How long a call takes applications and a notice objections is
# said to the day or hour, so that a page may be some seconds old. What asks for an objection's code is somebody's own.
_SHARED = re.compile(r"/(results/|calls/([^/]+/)?|notices/((?!receipt/)[^/]+/)?|answers/(\d+/)?|r/[^/]+/)?")


def is_shared(path: str) -> bool:
    """Whether the page at this address is the same for everybody who has not signed in."""
    return _SHARED.fullmatch(path) is not None


class Publications:
    """Notices that something was published, changed in public or taken back, by whatever process."""

    def __init__(self) -> None:
        self._seen = ""

    def may_have_changed(self) -> bool:
        """Whether that happened since this was last asked; yes where nobody knows. 1 query."""
        try:
            before, self._seen = self._seen, ""
            changed, self._seen = queries.publications_since(before)
        except Error:
            return True
        else:
            return changed
        finally:
            # Asked before Django sees a request, so nobody else gives the connection back.
            if not connection.in_atomic_block:
                connection.close()


def shared_pages() -> SharedPages:
    """The public pages that one web process keeps."""
    return SharedPages(is_shared=is_shared, has_changed=Publications().may_have_changed)
