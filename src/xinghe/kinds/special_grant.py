"""The special grant (职工创新项目专项补助): a studio or an alliance applies for 5, 10 or 20 ten thousand yuan."""

from typing import Any, Final

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.kinds.choices import EDUCATIONS, LEVELS, SKILL_LEVELS, TITLE_LEVELS, WORK_FIELDS, Choices
from xinghe.kinds.conditions.special_grant import CONDITIONS, VISITED_TIER
from xinghe.kinds.fields import (
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


class VisitMissing(Refusal):
    """The largest grants are inspected on site before anybody decides."""

    code = "visit_missing"
    message = gettext_noop(
        "A grant of this size is decided after an on-site inspection. Send it to inspection first."
    )


def visited_if_large(_work: Any, application: Any) -> None:  # Any: as every gate, see programmes.kind
    """Not straight from the defence to the decision with the largest tier. Refuses: VisitMissing."""
    if application.answers.get("tier") == VISITED_TIER:
        raise VisitMissing


PROJECT_KINDS: Final[Choices] = (
    ("fills_gap", gettext_noop("fills a gap, leads the industry or helps to upgrade it")),
    ("research", gettext_noop("has research value and technical content")),
    ("key_problem", gettext_noop("solves an urgent key problem of an enterprise")),
    ("skills", gettext_noop("trains skills with strong effect")),
    ("other", gettext_noop("other")),
)
_TIERS: Final[Choices] = (
    ("5", gettext_noop("50,000 yuan")),
    ("10", gettext_noop("100,000 yuan")),
    ("20", gettext_noop("200,000 yuan")),
)
_SOURCE_KINDS: Final[Choices] = (
    ("studio", gettext_noop("a studio")),
    ("alliance", gettext_noop("a studio alliance")),
)
_LEADER_ROLES: Final[Choices] = (
    ("studio_leader", gettext_noop("leader of the studio")),
    ("other", gettext_noop("somebody else")),
)
_EARLIER_GRANTS: Final[Choices] = (
    ("none", gettext_noop("no grant before")),
    ("closed", gettext_noop("accepted and closed")),
    ("open", gettext_noop("not finished yet")),
)
_BUDGET_ITEMS: Final[Choices] = (
    ("equipment", gettext_noop("equipment costs")),
    ("material", gettext_noop("material costs")),
    ("testing", gettext_noop("testing costs")),
    ("travel", gettext_noop("travel costs")),
    ("meetings", gettext_noop("meetings and training")),
    ("property", gettext_noop("intellectual property costs")),
    ("consulting", gettext_noop("consulting by experts")),
    ("other", gettext_noop("other costs")),
)
_LARGEST: Final = When(field="tier", values=(VISITED_TIER,))
_JOINT: Final = When(field="source_kind", values=("alliance",))
_FUNDED: Final = When(field="other_funding", values=("yes",))

FORM: Final = Form(
    sections=(
        Section(
            title=gettext_noop("The project"),
            fields=(
                text("title", gettext_noop("Name of the project"), 40, hint=gettext_noop("No name of a firm, a brand or a person.")),
                choice("category", gettext_noop("Kind of project"), PROJECT_KINDS),
                choice("field", gettext_noop("Field of work"), WORK_FIELDS),
                day("starts_on", gettext_noop("Begins on")),
                day("ends_on", gettext_noop("Ends on"), hint=gettext_noop("At most 24 months later.")),
            ),
        ),
        Section(
            title=gettext_noop("Studio or alliance"),
            fields=(
                choice("source_kind", gettext_noop("Who applies"), _SOURCE_KINDS),
                text("source_name", gettext_noop("Name of the studio or alliance"), 60, identifies=True),
                choice("source_level", gettext_noop("Highest level at which it is named"), LEVELS),
                text("source_document", gettext_noop("Document that named it"), 60, identifies=True),
                table(
                    "partners",
                    gettext_noop("Members that tackle it jointly"),
                    text("unit", gettext_noop("Name of the unit"), 100, identifies=True),
                    text("studio", gettext_noop("Name of the studio"), 60, identifies=True),
                    text("part", gettext_noop("What they contribute"), 100),
                    least=2, most=20, when=_JOINT,
                ),
                yes_or_no("other_application", gettext_noop("Has it another application in this call?")),
                choice("earlier_grant", gettext_noop("Earlier grants"), _EARLIER_GRANTS),
            ),
        ),
        Section(
            title=gettext_noop("Project lead and team"),
            fields=(
                text("leader_name", gettext_noop("Name of the project lead"), 50, prefill=Prefill.APPLICANT, identifies=True),
                choice("leader_role", gettext_noop("The project lead is"), _LEADER_ROLES),
                day("leader_born_on", gettext_noop("Born on"), identifies=True),
                day("leader_retires_on", gettext_noop("Retires on"), identifies=True, hint=gettext_noop("At least five years after the call closes.")),
                choice("leader_title", gettext_noop("Professional title"), TITLE_LEVELS, identifies=True),
                choice("leader_skill", gettext_noop("Skill level"), SKILL_LEVELS, identifies=True),
                text("leader_honours", gettext_noop("Honours of the leader"), 200, is_required=False, identifies=True),
                table(
                    "team",
                    gettext_noop("Members of the project"),
                    text("name", gettext_noop("Name of the person"), 50, identifies=True),
                    text("unit", gettext_noop("Name of the unit"), 100, identifies=True),
                    number("age", gettext_noop("Age"), least=16, most=80),
                    choice("education", gettext_noop("Education"), EDUCATIONS),
                    choice("skill_level", gettext_noop("Skill level"), SKILL_LEVELS),
                    text("work", gettext_noop("Work in the project"), 60),
                    least=1, most=20,
                ),
            ),
        ),
        UNIT,
        Section(
            title=gettext_noop("Why, what and how"),
            fields=(
                prose("need", gettext_noop("Need and state of the art"), 1000),
                prose("content", gettext_noop("Content and targets"), 1500),
                prose("innovation", gettext_noop("Innovation"), 500),
                prose("route", gettext_noop("Technical route"), 1000),
                table(
                    "milestones",
                    gettext_noop("Milestones"),
                    day("due_on", gettext_noop("Due on")),
                    text("deliverable", gettext_noop("What is delivered"), 100),
                    text("metric", gettext_noop("Measured by"), 100),
                    least=1, most=12,
                ),
                prose("risk", gettext_noop("Risks and answers to them"), 500),
            ),
        ),
        Section(
            title=gettext_noop("Expected results"),
            fields=(
                number("expected_patents", gettext_noop("Patents expected")),
                number("expected_standards", gettext_noop("Standards expected")),
                number("expected_methods", gettext_noop("Operating methods expected")),
                number("expected_trained", gettext_noop("People to be trained"), unit=gettext_noop("person-times")),
                prose("expected_benefit", gettext_noop("Expected benefit"), 500),
                money("expected_yuan", gettext_noop("Expected economic benefit in a year"), is_required=False),
            ),
        ),
        Section(
            title=gettext_noop("Budget"),
            fields=(
                choice("tier", gettext_noop("Grant asked for"), _TIERS),
                table(
                    "budget",
                    gettext_noop("Items of the budget"),
                    choice("item", gettext_noop("Item"), _BUDGET_ITEMS),
                    text("purpose", gettext_noop("For what"), 100),
                    money("amount", gettext_noop("Amount")),
                    least=1, most=40,
                    hint=gettext_noop("No wages or bonuses, no buildings, fines, meals, gifts or investments."),
                ),
                money("total_budget", gettext_noop("Total budget")),
                money("own_money", gettext_noop("Own money of the unit")),
                yes_or_no("other_funding", gettext_noop("Has the project other funding?")),
                table(
                    "other_funds",
                    gettext_noop("Other funding"),
                    text("programme", gettext_noop("Programme"), 60),
                    text("giver", gettext_noop("Given by"), 60, identifies=True),
                    number("year", gettext_noop("In the year"), least=2000, most=2100),
                    money("amount", gettext_noop("Amount")),
                    yes_or_no("same_costs", gettext_noop("Does it pay for the same costs?")),
                    least=1, most=10, when=_FUNDED,
                ),
            ),
        ),
        Section(
            title=gettext_noop("Papers, inspection, pledge"),
            fields=(
                tick("study_attached", gettext_noop("The feasibility study is attached.")),
                tick("agrees_to_visit", gettext_noop("We agree to the on-site inspection."), when=_LARGEST),
                text("visit_place", gettext_noop("Place of the inspection"), 100, when=_LARGEST, identifies=True),
                tick("pledge", gettext_noop("Everything in it is true. The money is spent on this project alone, and union audit may look at it at any time.")),
            ),
        ),
    ),
)  # fmt: skip

RUBRIC: Final = Rubric(
    criteria=(
        Criterion(code="need", label=gettext_noop("need and aim"), points=20, guidance=gettext_noop("A real problem of production, and the right one to tackle now.")),
        Criterion(code="innovation", label=gettext_noop("innovation and advancement"), points=25, guidance=gettext_noop("Own ideas, and how far they differ from what is known.")),
        Criterion(code="feasibility", label=gettext_noop("feasibility"), points=20, guidance=gettext_noop("Team, conditions and route; milestones that can be checked.")),
        Criterion(code="benefit", label=gettext_noop("expected benefit and roll-out"), points=20, guidance=gettext_noop("What it brings, to how many, and how that will be known.")),
        Criterion(code="skills", label=gettext_noop("training of skills"), points=5, guidance=gettext_noop("Who learns what by it.")),
        Criterion(code="budget", label=gettext_noop("reasonable budget"), points=10, guidance=gettext_noop("Each item needed and priced as usual.")),
    ),
)  # fmt: skip

SPECIAL_GRANT: Final = NamingKind(
    code="special_grant",
    title=gettext_noop("Special grant for worker innovation"),
    moves=(
        *RECOMMENDED,
        *EXAMINED,
        judged(MoveName.SHORTLIST, Phase.FIRST_REVIEW, Phase.DEFENCE),
        judged(MoveName.VISIT, Phase.DEFENCE, Phase.SITE_VISIT),
        judged(MoveName.CONCLUDE, Phase.DEFENCE, Phase.DECISION, visited_if_large),
        judged(MoveName.CONCLUDE, Phase.SITE_VISIT, Phase.DECISION),
        *left_out_of(Phase.FIRST_REVIEW, Phase.DEFENCE, Phase.SITE_VISIT),
        *DECIDED,
        *withdrawn_before_decision(Phase.FIRST_REVIEW, Phase.DEFENCE, Phase.SITE_VISIT),
    ),
    form=FORM,
    evidence=(
        EvidenceNeed(code=Evidence.EV01, least=0, most=5, hint=gettext_noop("The unit adds it when it seals.")),
        EvidenceNeed(code=Evidence.EV02, hint=gettext_noop("The document that named the studio or alliance.")),
        EvidenceNeed(code=Evidence.EV04, least=0),
        EvidenceNeed(code=Evidence.EV07, hint=gettext_noop("The feasibility study, one PDF of at most 20 MB; a novelty search may stand beside it.")),
        EvidenceNeed(code=Evidence.EV11, hint=gettext_noop("Budget in detail, and quotes for equipment and material.")),
        EvidenceNeed(code=Evidence.EV12, least=0),
        EvidenceNeed(code=Evidence.EV14, least=0, hint=gettext_noop("For an alliance: the agreement of the members.")),
    ),
    rubric=RUBRIC,
    judging=Judging(per_entry=5, is_blind=True),
    grades=(
        Grade(code="tier_20", label=gettext_noop("grant of 200,000 yuan"), most=2),
        Grade(code="tier_10", label=gettext_noop("grant of 100,000 yuan"), most=6),
        Grade(code="tier_5", label=gettext_noop("grant of 50,000 yuan"), most=12),
    ),
    notice_days=5,
    categories=PROJECT_KINDS,
    conditions=CONDITIONS,
    per_applicant=1,
)  # fmt: skip
