"""The lists that several forms choose from. Codes are kept with the answers and never change their meaning."""

from typing import Final

from xinghe.foundation.errors import gettext_noop
from xinghe.ideas.vocab import SCOPE_LABELS
from xinghe.results.vocab import BASIS_LABELS, CATEGORY_LABELS, FIELD_LABELS

Choices = tuple[tuple[str, str], ...]

YES_NO: Final[Choices] = (("no", gettext_noop("no")), ("yes", gettext_noop("yes")))

SMALL_CATEGORIES: Final[Choices] = tuple((one.value, label) for one, label in CATEGORY_LABELS.items())
WORK_FIELDS: Final[Choices] = tuple((one.value, label) for one, label in FIELD_LABELS.items())
SCOPES: Final[Choices] = tuple((one.value, label) for one, label in SCOPE_LABELS.items())
BASES: Final[Choices] = tuple((one.value, label) for one, label in BASIS_LABELS.items())

# Large enterprises and industries recommend at city rank.
LEVELS: Final[Choices] = (
    ("unit", gettext_noop("unit level")),
    ("county", gettext_noop("county level")),
    ("large_enterprise", gettext_noop("large-enterprise or industry level")),
    ("city", gettext_noop("city level")),
    ("province", gettext_noop("provincial level")),
    ("demonstration", gettext_noop("provincial demonstration")),
    ("national", gettext_noop("national level")),
)
CITY_OR_ABOVE: Final = frozenset({"large_enterprise", "city", "province", "demonstration", "national"})

HONOUR_LEVELS: Final[Choices] = tuple(one for one in LEVELS if one[0] != "demonstration")

OWNERSHIPS: Final[Choices] = (
    ("state", gettext_noop("state-owned enterprise")),
    ("collective", gettext_noop("collective enterprise")),
    ("private", gettext_noop("private enterprise")),
    ("foreign", gettext_noop("enterprise with capital from abroad, Hong Kong, Macao or Taiwan")),
    ("institution", gettext_noop("public institution")),
    ("agency", gettext_noop("public agency")),
    ("other", gettext_noop("other")),
)

# GB/T 4754-2017, sections A to T.
INDUSTRIES: Final[Choices] = (
    ("A", gettext_noop("farming, forestry, animal husbandry and fishery")),
    ("B", gettext_noop("mining")),
    ("C", gettext_noop("manufacturing")),
    ("D", gettext_noop("electricity, heat, gas and water supply")),
    ("E", gettext_noop("building industry")),
    ("F", gettext_noop("wholesale and retail")),
    ("G", gettext_noop("transport, storage and post")),
    ("H", gettext_noop("accommodation and catering")),
    ("I", gettext_noop("information transmission, software and information technology")),
    ("J", gettext_noop("finance")),
    ("K", gettext_noop("real estate")),
    ("L", gettext_noop("leasing and business services")),
    ("M", gettext_noop("scientific research and technical services")),
    ("N", gettext_noop("water conservancy, environment and public facilities")),
    ("O", gettext_noop("resident services, repairs and other services")),
    ("P", gettext_noop("education services")),
    ("Q", gettext_noop("health and social work")),
    ("R", gettext_noop("culture, sports and entertainment")),
    ("S", gettext_noop("public administration, social security and social organisations")),
    ("T", gettext_noop("international organisations")),
)

EDUCATIONS: Final[Choices] = (
    ("secondary", gettext_noop("secondary school or below")),
    ("college", gettext_noop("junior college")),
    ("bachelor", gettext_noop("bachelor")),
    ("master", gettext_noop("master")),
    ("doctor", gettext_noop("doctor")),
)
SKILL_LEVELS: Final[Choices] = (
    ("none", gettext_noop("no skill level")),
    ("junior", gettext_noop("junior worker (level 5)")),
    ("intermediate", gettext_noop("intermediate worker (level 4)")),
    ("senior", gettext_noop("senior worker (level 3)")),
    ("technician", gettext_noop("technician (level 2)")),
    ("senior_technician", gettext_noop("senior technician (level 1)")),
    ("special_technician", gettext_noop("special-grade or chief technician")),
)
TITLE_LEVELS: Final[Choices] = (
    ("none", gettext_noop("no professional title")),
    ("junior", gettext_noop("junior title")),
    ("intermediate", gettext_noop("intermediate title")),
    ("associate", gettext_noop("associate senior title")),
    ("senior", gettext_noop("full senior title")),
)

PROPERTY_KINDS: Final[Choices] = (
    ("invention", gettext_noop("invention patent")),
    ("utility", gettext_noop("utility model patent")),
    ("design", gettext_noop("design patent")),
    ("software", gettext_noop("software copyright")),
    ("standard", gettext_noop("technical standard")),
    ("paper", gettext_noop("published paper")),
    ("method", gettext_noop("operating method")),
    ("other", gettext_noop("other")),
)
PROPERTY_STATES: Final[Choices] = (
    ("applied", gettext_noop("applied for")),
    ("valid", gettext_noop("granted and valid")),
    ("lapsed", gettext_noop("lapsed")),
)

# What a unit's security officer says of it (dossier §3.6, EV13).
SECRECY: Final[Choices] = (
    ("none", gettext_noop("the unit has no secret work")),
    ("reviewed", gettext_noop("examined for secrecy, may be made public")),
    ("secret", gettext_noop("contains secrets")),
)
