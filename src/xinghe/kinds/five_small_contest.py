"""The five-small contest (五小): small results of front-line workers, judged blind and online; the best defend theirs."""

from typing import Final

from xinghe.foundation.errors import gettext_noop
from xinghe.kinds.choices import BASES, SCOPES, SECRECY, SMALL_CATEGORIES, WORK_FIELDS, Choices
from xinghe.kinds.conditions.five_small_contest import CONDITIONS
from xinghe.kinds.fields import (
    DISPUTED,
    EARLIER_HONOURS,
    PLEDGE,
    UNIT,
    choice,
    day,
    money,
    number,
    prose,
    table,
    text,
    tick,
    yes_or_no,
)
from xinghe.kinds.moves import DECIDED, EXAMINED, RECOMMENDED, judged, left_out_of, withdrawn_before_decision
from xinghe.kinds.naming import NamingKind
from xinghe.programmes.rules.evidence import EvidenceNeed
from xinghe.programmes.rules.form import Form, Prefill, Section, When
from xinghe.programmes.rules.judging import Judging
from xinghe.programmes.rules.rubric import Criterion, Grade, Rubric
from xinghe.programmes.vocab import Evidence, MoveName, Phase

_IMPROVES: Final[Choices] = (
    ("resources", gettext_noop("saves energy or material, or lowers emissions")),
    ("equipment", gettext_noop("renovates equipment, raises output, eases or secures work")),
    ("process", gettext_noop("improves a technique, a process or an operation")),
    ("product", gettext_noop("a new product or tool that was tried and proved")),
    ("management", gettext_noop("a suggestion on management, environment or safety that was adopted")),
)
_BENEFITS: Final[Choices] = (
    ("none", gettext_noop("no figure in money")),
    ("saving", gettext_noop("a saving of cost")),
    ("income", gettext_noop("added profit and tax")),
)
_IN_MONEY: Final = When(field="benefit_kind", values=("saving", "income"))
_SAVED: Final = When(field="benefit_kind", values=("saving",))

FORM: Final = Form(
    sections=(
        Section(
            title=gettext_noop("The result"),
            fields=(
                text("title", gettext_noop("Name of the result"), 30, prefill=Prefill.TITLE, hint=gettext_noop("No name of a firm, a brand or a person.")),
                choice("category", gettext_noop("Which of the five"), SMALL_CATEGORIES, prefill=Prefill.CATEGORY),
                choice("field", gettext_noop("Field of work"), WORK_FIELDS, prefill=Prefill.FIELD),
                choice("improves", gettext_noop("What it improves"), _IMPROVES),
                day("finished_on", gettext_noop("Finished on"), prefill=Prefill.FINISHED),
                day("applied_on", gettext_noop("In use since"), prefill=Prefill.APPLIED),
            ),
        ),
        Section(
            title=gettext_noop("What was done"),
            fields=(
                prose("problem", gettext_noop("Problem"), 300, prefill=Prefill.PROBLEM),
                prose("solution", gettext_noop("Solution"), 800, prefill=Prefill.SOLUTION),
                prose("innovation", gettext_noop("Innovation"), 500, prefill=Prefill.INNOVATION),
                prose("effect", gettext_noop("Effect"), 500, prefill=Prefill.EFFECT),
                table(
                    "measures",
                    gettext_noop("Figures before and after"),
                    text("measure", gettext_noop("Figure"), 40),
                    text("unit_of_measure", gettext_noop("Unit of measure"), 20),
                    number("before", gettext_noop("Before"), least=None, places=4),
                    number("after", gettext_noop("After"), least=None, places=4),
                    is_required=False, most=10,
                ),
            ),
        ),
        Section(
            title=gettext_noop("Benefit"),
            fields=(
                choice("benefit_kind", gettext_noop("Economic benefit"), _BENEFITS),
                money("old_cost", gettext_noop("Old cost of one unit"), when=_SAVED),
                money("new_cost", gettext_noop("New cost of one unit"), when=_SAVED),
                number("volume", gettext_noop("Real volume in the year"), places=4, when=_SAVED),
                money("yearly_input", gettext_noop("What the change itself costs in a year"), when=_SAVED),
                money("benefit", gettext_noop("Benefit in a year"), prefill=Prefill.BENEFIT, when=_IN_MONEY),
                choice("basis", gettext_noop("Realised or estimated"), BASES, when=_IN_MONEY),
                number("benefit_year", gettext_noop("Year of the benefit"), least=2000, most=2100, when=_IN_MONEY),
                money("confirmed_benefit", gettext_noop("Of it confirmed by finance"), is_required=False, when=_IN_MONEY),
                prose("social_benefit", gettext_noop("Social benefit"), 300, is_required=False, hint=gettext_noop("Hours, energy, emissions, accidents, quality.")),
            ),
        ),
        Section(
            title=gettext_noop("Where it is used"),
            fields=(
                choice("scope", gettext_noop("Used"), SCOPES),
                table(
                    "users",
                    gettext_noop("Units that use it"),
                    text("name", gettext_noop("Name of the unit"), 100, identifies=True),
                    day("since", gettext_noop("In use since")),
                    text("effect", gettext_noop("Effect"), 100),
                    is_required=False, most=10,
                ),
            ),
        ),
        Section(
            title=gettext_noop("Rights and earlier honours"),
            fields=(
                prose("property_rights", gettext_noop("Patents and the like"), 500, is_required=False, prefill=Prefill.PROPERTY_RIGHTS, identifies=True),
                yes_or_no("government_plan", gettext_noop("Does it stand in a science plan of the government?")),
                yes_or_no("government_award", gettext_noop("Has it won an award of the government?")),
                yes_or_no("chosen_before", gettext_noop("Was it chosen in an earlier five-small contest?")),
                EARLIER_HONOURS,
                DISPUTED,
                choice("secrecy", gettext_noop("Secrecy"), SECRECY),
            ),
        ),
        Section(
            title=gettext_noop("Completers"),
            fields=(
                table(
                    "completers",
                    gettext_noop("Completers, in order"),
                    text("name", gettext_noop("Name of the person"), 50, identifies=True),
                    text("post", gettext_noop("Post"), 40, is_required=False),
                    tick("is_frontline", gettext_noop("Front-line worker"), is_required=False),
                    tick("heads_unit", gettext_noop("Heads a unit"), is_required=False),
                    number("share", gettext_noop("Share in per cent"), least=1, most=100, places=2),
                    least=1, most=5, prefill=Prefill.CREATORS, hint=gettext_noop("The first has to be a front-line worker; the shares make 100."),
                ),
            ),
        ),
        UNIT,
        Section(title=gettext_noop("Pledge"), fields=(PLEDGE,)),
    ),
)  # fmt: skip

RUBRIC: Final = Rubric(
    criteria=(
        Criterion(code="innovation", label=gettext_noop("innovation of the result"), points=30, guidance=gettext_noop("What is new beside the usual way; new in the trade counts more than new in the unit.")),
        Criterion(code="practicality", label=gettext_noop("practicality"), points=25, guidance=gettext_noop("Works in daily use, is simple, safe and lasts.")),
        Criterion(code="economic_benefit", label=gettext_noop("economic benefit"), points=15, guidance=gettext_noop("Confirmed and realised figures count more than reported and estimated ones.")),
        Criterion(code="social_benefit", label=gettext_noop("social benefit"), points=10, guidance=gettext_noop("Safety, health, environment, quality, easier work.")),
        Criterion(code="roll_out", label=gettext_noop("roll-out"), points=15, guidance=gettext_noop("Where it is used already, and where else it could be.")),
        Criterion(code="frontline", label=gettext_noop("front-line workers' own work"), points=5, guidance=gettext_noop("Thought of and made by front-line workers.")),
    ),
)  # fmt: skip

FIVE_SMALL_CONTEST: Final = NamingKind(
    code="five_small_contest",
    title=gettext_noop("Five-small contest"),
    moves=(
        *RECOMMENDED,
        *EXAMINED,
        judged(MoveName.SHORTLIST, Phase.FIRST_REVIEW, Phase.DEFENCE),
        judged(MoveName.CONCLUDE, Phase.FIRST_REVIEW, Phase.DECISION),
        judged(MoveName.CONCLUDE, Phase.DEFENCE, Phase.DECISION),
        *left_out_of(Phase.FIRST_REVIEW, Phase.DEFENCE),
        *DECIDED,
        *withdrawn_before_decision(Phase.FIRST_REVIEW, Phase.DEFENCE),
    ),
    form=FORM,
    evidence=(
        EvidenceNeed(code=Evidence.EV01, least=0, most=5, hint=gettext_noop("The unit adds it when it seals.")),
        EvidenceNeed(code=Evidence.EV04, least=0),
        EvidenceNeed(code=Evidence.EV05, when=When(field="scope", values=("group", "industry")), hint=gettext_noop("From each unit that uses it, with its seal: since when, and with what effect.")),
        EvidenceNeed(code=Evidence.EV06, when=_IN_MONEY),
        EvidenceNeed(code=Evidence.EV08, least=3, most=6, hint=gettext_noop("Three to five photos; one video of at most three minutes.")),
        EvidenceNeed(code=Evidence.EV13, when=When(field="secrecy", values=("reviewed",))),
    ),
    rubric=RUBRIC,
    judging=Judging(per_entry=5, is_blind=True),
    grades=(
        Grade(code="first", label=gettext_noop("first grade"), most=10),
        Grade(code="second", label=gettext_noop("second grade"), most=20),
        Grade(code="third", label=gettext_noop("third grade"), most=30),
        Grade(code="merit", label=gettext_noop("excellent result")),
    ),
    notice_days=5,
    categories=SMALL_CATEGORIES,
    conditions=CONDITIONS,
    needs_result=True,
)  # fmt: skip
