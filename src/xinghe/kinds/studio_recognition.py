"""The naming of studios (劳模工匠创新工作室), level by level: one form and one rubric, judged by name and on the spot."""

from dataclasses import dataclass
from typing import Final

from xinghe.foundation.errors import gettext_noop
from xinghe.kinds.choices import EDUCATIONS, HONOUR_LEVELS, LEVELS, SKILL_LEVELS, TITLE_LEVELS, Choices
from xinghe.kinds.conditions.studio_recognition import Demands, conditions_for
from xinghe.kinds.fields import (
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
from xinghe.programmes.kind import Move
from xinghe.programmes.rules.evidence import EvidenceNeed
from xinghe.programmes.rules.form import Form, Prefill, Section
from xinghe.programmes.rules.judging import Judging, Settling
from xinghe.programmes.rules.rubric import Criterion, Grade, Rubric
from xinghe.programmes.vocab import Evidence, MoveName, Phase
from xinghe.unions.vocab import Line

STUDIO_KINDS: Final[Choices] = (
    ("model_worker", gettext_noop("model-worker studio")),
    ("craftsman", gettext_noop("craftsman studio")),
    ("worker", gettext_noop("worker studio")),
    ("joint", gettext_noop("joint studio")),
    ("traditional_craft", gettext_noop("studio of a master of traditional crafts")),
)
_GENDERS: Final[Choices] = (("male", gettext_noop("male")), ("female", gettext_noop("female")))
_PROJECT_STATES: Final[Choices] = (
    ("under_way", gettext_noop("project under way")),
    ("finished", gettext_noop("project finished")),
    ("stopped", gettext_noop("project stopped")),
)

FORM: Final = Form(
    sections=(
        Section(
            title=gettext_noop("The studio"),
            fields=(
                text("title", gettext_noop("Name of the studio"), 30, identifies=True, hint=gettext_noop("The name of the leader or the topic, and 创新工作室 behind it.")),
                text("topic", gettext_noop("Topic of the studio"), 30, is_required=False),
                choice("category", gettext_noop("Kind of studio"), STUDIO_KINDS),
                day("founded_on", gettext_noop("Set up on")),
                table(
                    "levels_held",
                    gettext_noop("Levels at which it is named already"),
                    choice("level", gettext_noop("Level"), LEVELS),
                    day("named_on", gettext_noop("Named on")),
                    text("document", gettext_noop("Number of the document"), 40, identifies=True),
                    is_required=False, most=7,
                ),
                yes_or_no("is_department", gettext_noop("Is it a research department with posts of its own?")),
            ),
        ),
        UNIT,
        Section(
            title=gettext_noop("The leader"),
            fields=(
                text("leader_name", gettext_noop("Name of the leader"), 50, prefill=Prefill.APPLICANT, identifies=True),
                choice("gender", gettext_noop("Gender"), _GENDERS, identifies=True),
                text("ethnic_group", gettext_noop("Ethnic group"), 20, identifies=True),
                day("born_on", gettext_noop("Born on"), identifies=True),
                text("political_status", gettext_noop("Political status"), 20, identifies=True),
                choice("education", gettext_noop("Education"), EDUCATIONS, identifies=True),
                text("duty", gettext_noop("Duty in the unit"), 40, identifies=True),
                choice("title_level", gettext_noop("Professional title"), TITLE_LEVELS, identifies=True),
                choice("skill_level", gettext_noop("Skill level"), SKILL_LEVELS, identifies=True),
                text("trade", gettext_noop("Trade"), 30),
                day("retires_on", gettext_noop("Retires on"), identifies=True),
                text("successor", gettext_noop("Successor leader"), 50, is_required=False, identifies=True),
                table(
                    "honours",
                    gettext_noop("Honours of the leader"),
                    text("name", gettext_noop("Name of the honour"), 60, identifies=True),
                    choice("level", gettext_noop("Level"), HONOUR_LEVELS, identifies=True),
                    text("giver", gettext_noop("Given by"), 60, identifies=True),
                    day("given_on", gettext_noop("Given on"), identifies=True),
                    text("number", gettext_noop("Number of the certificate"), 40, is_required=False, identifies=True),
                    least=1, most=20, identifies=True,
                ),
            ),
        ),
        Section(
            title=gettext_noop("The team"),
            fields=(
                table(
                    "members",
                    gettext_noop("Members of the studio"),
                    text("name", gettext_noop("Name of the person"), 50, identifies=True),
                    number("age", gettext_noop("Age"), least=16, most=80),
                    choice("education", gettext_noop("Education"), EDUCATIONS),
                    choice("skill_level", gettext_noop("Skill level"), SKILL_LEVELS),
                    text("section", gettext_noop("Team or section"), 40, identifies=True),
                    text("work", gettext_noop("Work in the studio"), 40),
                    tick("is_frontline", gettext_noop("Front-line worker"), is_required=False),
                    least=3, most=30,
                ),
            ),
        ),
        Section(
            title=gettext_noop("Place, means and rules"),
            fields=(
                number("site_area", gettext_noop("Area of the place"), least=1, places=1, unit=gettext_noop("m²")),
                text("site_address", gettext_noop("Address of the place"), 100, identifies=True),
                yes_or_no("has_plaque", gettext_noop("Does a plaque hang there?")),
                table(
                    "equipment",
                    gettext_noop("Main equipment"),
                    text("name", gettext_noop("Name of the equipment"), 60),
                    number("count", gettext_noop("Number of pieces"), least=1),
                    is_required=False, most=30,
                ),
                table(
                    "funds",
                    gettext_noop("Money of the last three years"),
                    number("year", gettext_noop("In the year"), least=2000, most=2100),
                    money("from_unit", gettext_noop("From the unit")),
                    money("from_union", gettext_noop("From unions")),
                    money("from_others", gettext_noop("From others")),
                    least=1, most=3,
                ),
                table(
                    "rules",
                    gettext_noop("Rules of the studio"),
                    text("name", gettext_noop("Name of the rule"), 60),
                    day("since", gettext_noop("In force since")),
                    least=1, most=20,
                ),
            ),
        ),
        Section(
            title=gettext_noop("Work and results"),
            fields=(
                prose("plan", gettext_noop("Plan of the year and problems to be tackled"), 1000),
                table(
                    "projects",
                    gettext_noop("Projects"),
                    text("name", gettext_noop("Name of the project"), 60),
                    text("approved_by", gettext_noop("Approved by"), 60, identifies=True),
                    day("begun_on", gettext_noop("Begun on")),
                    day("ends_on", gettext_noop("Ends on"), is_required=False),
                    choice("state", gettext_noop("State of the project"), _PROJECT_STATES),
                    least=1, most=30,
                ),
                table(
                    "achievements",
                    gettext_noop("Results of the last three years"),
                    text("name", gettext_noop("Name of the result"), 60),
                    day("finished_on", gettext_noop("Finished on")),
                    text("recognised", gettext_noop("Recognised as"), 60, is_required=False),
                    tick("is_transformed", gettext_noop("Put to use elsewhere"), is_required=False),
                    is_required=False, most=30,
                ),
                number("invention_patents", gettext_noop("Invention patents granted")),
                number("utility_patents", gettext_noop("Utility model patents granted")),
                number("design_patents", gettext_noop("Design patents granted")),
                number("papers", gettext_noop("Papers published")),
                number("standards", gettext_noop("Standards made")),
                number("methods", gettext_noop("Operating methods")),
                money("benefit", gettext_noop("Economic benefit of the last three years together")),
                money("confirmed_benefit", gettext_noop("Of it confirmed by finance"), is_required=False),
            ),
        ),
        Section(
            title=gettext_noop("Mentoring and demonstration"),
            fields=(
                number("apprentices", gettext_noop("Apprentices")),
                number("new_technicians", gettext_noop("Of them become technicians or senior technicians")),
                number("trained", gettext_noop("People trained"), unit=gettext_noop("person-times")),
                prose("deeds", gettext_noop("What the studio has done"), 2000),
                yes_or_no("had_accident", gettext_noop("Was there a safety accident or an entry for dishonesty in the last three years?")),
            ),
        ),
        Section(title=gettext_noop("Pledge"), fields=(PLEDGE,)),
    ),
)  # fmt: skip

RUBRIC: Final = Rubric(
    criteria=(
        Criterion(code="team", label=gettext_noop("leader and team"), points=15, guidance=gettext_noop("Honours and skill of the leader; a team of several trades with front-line workers in it.")),
        Criterion(code="site", label=gettext_noop("place, equipment and plaque"), points=10, guidance=gettext_noop("A place of its own, equipped and marked; seen on the spot.")),
        Criterion(code="rules", label=gettext_noop("rules and ledgers"), points=10, guidance=gettext_noop("Rules that are kept, ledgers written when things happened and not for the visit.")),
        Criterion(code="money", label=gettext_noop("money"), points=10, guidance=gettext_noop("Yearly money from the unit, spent for what it was given for.")),
        Criterion(code="results", label=gettext_noop("projects and results"), points=25, guidance=gettext_noop("Problems tackled, intellectual property, level of the results.")),
        Criterion(code="transformation", label=gettext_noop("transformation and benefit"), points=15, guidance=gettext_noop("Results put to use, benefit confirmed by finance.")),
        Criterion(code="mentoring", label=gettext_noop("mentoring and skills"), points=10, guidance=gettext_noop("Apprentices, and what became of them.")),
        Criterion(code="demonstration", label=gettext_noop("demonstration and help for others"), points=5, guidance=gettext_noop("Help for small enterprises, work in an alliance, visitors.")),
    ),
    bonus=5,
    malus=10,
)  # fmt: skip

_LIGHT: Final = (
    EvidenceNeed(code=Evidence.EV01, least=0, most=5, hint=gettext_noop("The unit adds it when it seals.")),
    EvidenceNeed(code=Evidence.EV08, least=3, most=11, hint=gettext_noop("Three to ten photos; one video of at most three minutes.")),
    EvidenceNeed(code=Evidence.EV09, hint=gettext_noop("Rules, ledgers, records of activities.")),
)  # fmt: skip
_FULL: Final = (
    *_LIGHT,
    EvidenceNeed(code=Evidence.EV02, hint=gettext_noop("Each honour with its name, level, giver, day and number.")),
    EvidenceNeed(code=Evidence.EV03, least=0),
    EvidenceNeed(code=Evidence.EV04, least=0, most=20),
    EvidenceNeed(code=Evidence.EV05, least=0),
    EvidenceNeed(code=Evidence.EV06, least=0),
    EvidenceNeed(code=Evidence.EV10, least=0),
    EvidenceNeed(code=Evidence.EV12),
)  # fmt: skip

_VISITED: Final = (
    judged(MoveName.VISIT, Phase.FIRST_REVIEW, Phase.SITE_VISIT),
    judged(MoveName.CONCLUDE, Phase.SITE_VISIT, Phase.DECISION),
    *left_out_of(Phase.FIRST_REVIEW, Phase.SITE_VISIT),
    *withdrawn_before_decision(Phase.FIRST_REVIEW, Phase.SITE_VISIT),
)
_HEARD_AND_VISITED: Final = (
    judged(MoveName.SHORTLIST, Phase.FIRST_REVIEW, Phase.DEFENCE),
    judged(MoveName.VISIT, Phase.DEFENCE, Phase.SITE_VISIT),
    judged(MoveName.CONCLUDE, Phase.SITE_VISIT, Phase.DECISION),
    *left_out_of(Phase.FIRST_REVIEW, Phase.DEFENCE, Phase.SITE_VISIT),
    *withdrawn_before_decision(Phase.FIRST_REVIEW, Phase.DEFENCE, Phase.SITE_VISIT),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level of recognition: what differs from the others."""

    code: str
    title: str
    grade: str
    demands: Demands
    most: int | None = None
    lines: frozenset[Line] = frozenset(Line)
    judging: tuple[Move, ...] = _VISITED
    evidence: tuple[EvidenceNeed, ...] = _FULL


def recognition(level: Level) -> NamingKind:
    """The kind that names studios at one level."""
    return NamingKind(
        code=f"studio_recognition_{level.code}",
        title=level.title,
        moves=(*RECOMMENDED, *EXAMINED, *level.judging, *DECIDED),
        form=FORM,
        evidence=level.evidence,
        rubric=RUBRIC,
        judging=Judging(per_entry=5, is_blind=False, settling=Settling.SCORE_THEN_VOTE),
        grades=(Grade(code="named", label=level.grade, most=level.most),),
        notice_days=5,
        lines=level.lines,
        categories=STUDIO_KINDS,
        conditions=conditions_for(level.demands),
        per_applicant=1,
    )


_FROM_CITY: Final = ("city", "large_enterprise")
STUDIO_RECOGNITIONS: Final = tuple(
    recognition(level)
    for level in (
        Level(
            code="unit",
            title=gettext_noop("Naming of innovation studios of a unit"),
            grade=gettext_noop("unit-level studio"),
            demands=Demands(team=3),
            evidence=_LIGHT,
        ),
        Level(
            code="county",
            title=gettext_noop("Naming of county-level innovation studios"),
            grade=gettext_noop("county-level studio"),
            demands=Demands(team=3, years=1, results=1, apprentices=1),
            lines=frozenset({Line.TERRITORY}),
        ),
        Level(
            code="city",
            title=gettext_noop("Naming of city-level innovation studios"),
            grade=gettext_noop("city-level studio"),
            demands=Demands(team=5, years=2, area=20, results=2, apprentices=1),
        ),
        Level(
            code="provincial",
            title=gettext_noop("Naming of provincial innovation studios"),
            grade=gettext_noop("provincial studio"),
            most=50,
            demands=Demands(
                team=5, years=3, area=30, yearly_yuan=20_000, results=3, transformed=1, apprentices=2,
                below=_FROM_CITY, honoured_leader=True,
            ),
        ),
        Level(
            code="demonstration",
            title=gettext_noop("Naming of provincial demonstration innovation studios"),
            grade=gettext_noop("provincial demonstration studio"),
            most=20,
            judging=_HEARD_AND_VISITED,
            demands=Demands(
                team=5, years=3, area=30, yearly_yuan=20_000, results=3, transformed=1, apprentices=2,
                below=("province",), honoured_leader=True,
            ),
        ),
    )
)  # fmt: skip
