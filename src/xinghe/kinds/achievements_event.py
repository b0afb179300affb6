"""The achievements event (职工优秀技术创新成果交流活动): judged blind online, then defended; the result is a grade (等次)."""

from typing import Final

from xinghe.foundation.errors import gettext_noop
from xinghe.kinds.choices import PROPERTY_KINDS, PROPERTY_STATES, SECRECY, YES_NO, Choices
from xinghe.kinds.conditions.achievements_event import CONDITIONS
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
)
from xinghe.kinds.moves import DECIDED, EXAMINED, RECOMMENDED, judged, left_out_of, withdrawn_before_decision
from xinghe.kinds.naming import NamingKind
from xinghe.programmes.rules.evidence import EvidenceNeed
from xinghe.programmes.rules.form import Form, Prefill, Section, When
from xinghe.programmes.rules.judging import Judging, Settling
from xinghe.programmes.rules.rubric import Criterion, Grade, Rubric
from xinghe.programmes.vocab import Evidence, MoveName, Phase
from xinghe.unions.vocab import Line

# The groups of the 2018 event; the eighth is not on record.
GROUPS: Final[Choices] = (
    ("machinery", gettext_noop("machinery and motors")),
    ("electronics", gettext_noop("electronics and communication")),
    ("health", gettext_noop("medical and health care")),
    ("light_industry", gettext_noop("light industry and weaving")),
    ("environment", gettext_noop("resources and environment")),
    ("construction", gettext_noop("transport and building")),
    ("materials", gettext_noop("new materials")),
    ("other", gettext_noop("other")),
)
_SOURCES: Final[Choices] = (
    ("own", gettext_noop("chosen by the workers themselves")),
    ("unit", gettext_noop("given by the unit")),
    ("government", gettext_noop("from a plan of the government")),
    ("open_challenge", gettext_noop("open-challenge bidding")),
    ("assistance", gettext_noop("from assisting an enterprise")),
)
_BACKING: Final[Choices] = (
    ("none", gettext_noop("no studio")),
    ("studio", gettext_noop("a studio")),
    ("alliance", gettext_noop("a studio alliance")),
)
_APPRAISALS: Final[Choices] = (
    ("none", gettext_noop("no outside appraisal")),
    ("novelty_search", gettext_noop("novelty search")),
    ("appraisal", gettext_noop("expert appraisal")),
    ("test", gettext_noop("test report")),
)
_APPRAISED: Final = When(field="appraisal", values=("novelty_search", "appraisal", "test"))
_BACKED: Final = When(field="backing", values=("studio", "alliance"))
_IN_MONEY: Final = When(field="has_benefit", values=("yes",))

FORM: Final = Form(
    sections=(
        Section(
            title=gettext_noop("The achievement"),
            fields=(
                text("title", gettext_noop("Name of the achievement"), 30, prefill=Prefill.TITLE, hint=gettext_noop("No name of a firm, a brand or a person.")),
                text("public_title", gettext_noop("Name under which it is published"), 30, prefill=Prefill.TITLE),
                choice("category", gettext_noop("Professional group"), GROUPS),
                day("started_on", gettext_noop("Begun on")),
                day("finished_on", gettext_noop("Finished on"), prefill=Prefill.FINISHED),
                day("applied_on", gettext_noop("The whole of it in use since"), prefill=Prefill.APPLIED),
                choice("source", gettext_noop("Where the task came from"), _SOURCES),
                choice("backing", gettext_noop("Made in"), _BACKING),
                text("backing_name", gettext_noop("Name of the studio or alliance"), 60, when=_BACKED, identifies=True),
            ),
        ),
        Section(
            title=gettext_noop("Content and innovation"),
            fields=(
                prose("abstract", gettext_noop("Abstract"), 800, prefill=Prefill.SOLUTION),
                table(
                    "innovations",
                    gettext_noop("Main points of innovation"),
                    prose("point", gettext_noop("Point of innovation"), 300),
                    least=1, most=5,
                ),
                table(
                    "comparison",
                    gettext_noop("Compared with the same technology at home and abroad"),
                    text("measure", gettext_noop("Figure"), 60),
                    text("ours", gettext_noop("This achievement"), 60),
                    text("first", gettext_noop("First comparison"), 60),
                    text("second", gettext_noop("Second comparison"), 60, is_required=False),
                    least=1, most=20,
                ),
                choice("appraisal", gettext_noop("Outside appraisal"), _APPRAISALS, hint=gettext_noop("At most two years old, by somebody qualified.")),
                text("appraised_by", gettext_noop("Appraised by"), 100, when=_APPRAISED, identifies=True),
                day("appraised_on", gettext_noop("Appraised on"), when=_APPRAISED),
                prose("appraisal_says", gettext_noop("What the appraisal says"), 300, when=_APPRAISED),
            ),
        ),
        Section(
            title=gettext_noop("Intellectual property"),
            fields=(
                table(
                    "property",
                    gettext_noop("Patents and the like"),
                    text("number", gettext_noop("Patent or registration number"), 40, identifies=True),
                    choice("kind", gettext_noop("Kind of right"), PROPERTY_KINDS),
                    choice("state", gettext_noop("State of the right"), PROPERTY_STATES),
                    text("owner", gettext_noop("Owner"), 100, identifies=True),
                    text("inventors", gettext_noop("Inventors"), 100, identifies=True),
                    is_required=False, most=30,
                ),
                DISPUTED,
            ),
        ),
        Section(
            title=gettext_noop("Use and benefit"),
            fields=(
                table(
                    "users",
                    gettext_noop("Units that use it"),
                    text("name", gettext_noop("Name of the unit"), 100, identifies=True),
                    day("since", gettext_noop("In use since")),
                    day("until", gettext_noop("In use until"), is_required=False),
                    text("scale", gettext_noop("Scale of use"), 60),
                    text("contact", gettext_noop("Contact"), 50, identifies=True),
                    least=1, most=15,
                ),
                choice("has_benefit", gettext_noop("Does it bring economic benefit?"), YES_NO),
                table(
                    "benefit_by_year",
                    gettext_noop("Economic benefit of the last three years"),
                    number("year", gettext_noop("In the year"), least=2000, most=2100),
                    money("sales", gettext_noop("Added sales")),
                    money("profit", gettext_noop("Added profit")),
                    money("tax", gettext_noop("Added tax")),
                    money("saving", gettext_noop("Cost saving")),
                    money("input", gettext_noop("Input of the project")),
                    least=1, most=3, when=_IN_MONEY,
                    hint=gettext_noop("Direct benefit is profit, tax and saving less the input; sales are shown and never added."),
                ),
                money("confirmed_benefit", gettext_noop("Of it confirmed by finance"), is_required=False, when=_IN_MONEY),
                prose("basis", gettext_noop("How the figures were computed"), 1000, when=_IN_MONEY),
                prose("social_benefit", gettext_noop("Social benefit"), 500, prefill=Prefill.EFFECT),
            ),
        ),
        Section(
            title=gettext_noop("Completers and units"),
            fields=(
                table(
                    "completers",
                    gettext_noop("Main completers, in order"),
                    text("name", gettext_noop("Name of the person"), 50, identifies=True),
                    text("unit", gettext_noop("Name of the unit"), 100, identifies=True),
                    text("post", gettext_noop("Post"), 40, is_required=False),
                    text("title", gettext_noop("Title or duty"), 40, is_required=False, identifies=True),
                    tick("is_frontline", gettext_noop("Front-line worker"), is_required=False),
                    prose("part", gettext_noop("What they contributed"), 100),
                    least=1, most=10, prefill=Prefill.CREATORS, hint=gettext_noop("A certificate names at most ten in the special grade, seven in the first, six in the second, five in the third."),
                ),
                table(
                    "units",
                    gettext_noop("Units that made it, in order"),
                    text("name", gettext_noop("Name of the unit"), 100, identifies=True),
                    text("part", gettext_noop("What the unit contributed"), 100),
                    least=1, most=5,
                ),
            ),
        ),
        UNIT,
        Section(
            title=gettext_noop("Secrecy, earlier honours, pledge"),
            fields=(choice("secrecy", gettext_noop("Secrecy"), SECRECY), EARLIER_HONOURS, PLEDGE),
        ),
    ),
)  # fmt: skip

RUBRIC: Final = Rubric(
    criteria=(
        Criterion(code="innovation", label=gettext_noop("innovation of the result"), points=25, guidance=gettext_noop("Own ideas, and how far they differ from what is known.")),
        Criterion(code="advancement", label=gettext_noop("technical level"), points=20, guidance=gettext_noop("By the figures compared and by outside appraisal, not by words.")),
        Criterion(code="maturity", label=gettext_noop("practicality and maturity"), points=15, guidance=gettext_noop("Used as a whole, reliable, ready to be taken over by others.")),
        Criterion(code="economic_benefit", label=gettext_noop("economic benefit"), points=15, guidance=gettext_noop("Confirmed and realised figures count more than reported and estimated ones.")),
        Criterion(code="social_benefit", label=gettext_noop("social benefit"), points=10, guidance=gettext_noop("Safety, health, environment, quality, easier work.")),
        Criterion(code="roll_out", label=gettext_noop("roll-out"), points=10, guidance=gettext_noop("Where it is used already, and where else it could be.")),
        Criterion(code="frontline", label=gettext_noop("front-line workers' own work"), points=5, guidance=gettext_noop("Thought of and made by front-line workers.")),
    ),
)  # fmt: skip

ACHIEVEMENTS_EVENT: Final = NamingKind(
    code="achievements_event",
    title=gettext_noop("Achievements event"),
    moves=(
        *RECOMMENDED,
        *EXAMINED,
        judged(MoveName.SHORTLIST, Phase.FIRST_REVIEW, Phase.DEFENCE),
        judged(MoveName.VISIT, Phase.DEFENCE, Phase.SITE_VISIT),
        judged(MoveName.CONCLUDE, Phase.DEFENCE, Phase.DECISION),
        judged(MoveName.CONCLUDE, Phase.SITE_VISIT, Phase.DECISION),
        *left_out_of(Phase.FIRST_REVIEW, Phase.DEFENCE, Phase.SITE_VISIT),
        *DECIDED,
        *withdrawn_before_decision(Phase.FIRST_REVIEW, Phase.DEFENCE, Phase.SITE_VISIT),
    ),
    form=FORM,
    evidence=(
        EvidenceNeed(code=Evidence.EV01, least=0, most=5, hint=gettext_noop("The unit adds it when it seals.")),
        EvidenceNeed(code=Evidence.EV04, least=0, most=20),
        EvidenceNeed(code=Evidence.EV05, most=15, hint=gettext_noop("From each unit that uses it, with its seal: since when, and with what effect.")),
        EvidenceNeed(code=Evidence.EV06, when=_IN_MONEY, hint=gettext_noop("Year by year, with the basis of the figures.")),
        EvidenceNeed(code=Evidence.EV07, when=_APPRAISED, hint=gettext_noop("At most two years old, by somebody qualified.")),
        EvidenceNeed(code=Evidence.EV08, least=3, most=11, hint=gettext_noop("Three to ten photos; one video of at most three minutes.")),
        EvidenceNeed(code=Evidence.EV12, hint=gettext_noop("Signed by every completer.")),
        EvidenceNeed(code=Evidence.EV13, hint=gettext_noop("From the security officer of the unit.")),
    ),
    rubric=RUBRIC,
    judging=Judging(per_entry=7, is_blind=True, settling=Settling.SCORE_THEN_VOTE),
    grades=(
        Grade(code="special", label=gettext_noop("special grade"), most=1),
        Grade(code="first", label=gettext_noop("first grade"), most=2),
        Grade(code="second", label=gettext_noop("second grade"), most=10),
        Grade(code="third", label=gettext_noop("third grade"), most=30),
    ),
    notice_days=5,
    lines=frozenset({Line.TERRITORY, Line.INDUSTRY}),
    categories=GROUPS,
    conditions=CONDITIONS,
)  # fmt: skip
