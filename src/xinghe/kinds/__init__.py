"""The kinds of programme that this house runs: one file each, data and imports alone.

A form has the fields ``title`` and ``category``: what the application is called by, and its category in quotas.
"""

from typing import Final

from xinghe.kinds.achievements_event import ACHIEVEMENTS_EVENT
from xinghe.kinds.five_small_contest import FIVE_SMALL_CONTEST
from xinghe.kinds.special_grant import SPECIAL_GRANT
from xinghe.kinds.studio_recognition import STUDIO_RECOGNITIONS

EVERY_KIND: Final = (FIVE_SMALL_CONTEST, ACHIEVEMENTS_EVENT, *STUDIO_RECOGNITIONS, SPECIAL_GRANT)
