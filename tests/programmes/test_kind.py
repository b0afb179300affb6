"""A kind that contradicts itself cannot be built, and says everything that is wrong with it."""

import ast
import inspect
import re
from dataclasses import replace
from types import ModuleType

import pytest

from xinghe.access.powers import Power
from xinghe.programmes import kind as kinds
from xinghe.programmes.kind import Kind, KindWrong, Move
from xinghe.programmes.rules import form, judging, rubric
from xinghe.programmes.rules.conditions import Condition
from xinghe.programmes.rules.evidence import EvidenceNeed
from xinghe.programmes.rules.form import Field, FieldType, Form, Section, When
from xinghe.programmes.rules.judging import Judging, Method, Settling
from xinghe.programmes.rules.rubric import Criterion, Grade, Rubric
from xinghe.programmes.vocab import Evidence, MoveName, Phase

DECIDE = Power.APPLICATION_DECIDE


def move(name: MoveName, source: Phase, target: Phase, **more) -> Move:
    return Move(name=name, source=source, target=target, **{"power": DECIDE} | more)


HAND_IN = move(MoveName.HAND_IN, Phase.DRAFT, Phase.RECOMMENDING, power=Power.APPLICATION_WRITE)
FORWARD = move(
    MoveName.FORWARD, Phase.RECOMMENDING, Phase.FIRST_REVIEW, power=Power.APPLICATION_FORWARD, climbs=True
)
CONCLUDE = move(MoveName.CONCLUDE, Phase.FIRST_REVIEW, Phase.PUBLIC_NOTICE)
NAME = move(MoveName.NAME, Phase.PUBLIC_NOTICE, Phase.NAMED, by_hand=False)
REVOKE = move(MoveName.REVOKE, Phase.NAMED, Phase.REVOKED, by_hand=False)
MOVES = (HAND_IN, FORWARD, CONCLUDE, NAME, REVOKE)

TITLE = Field(name="title", label="Title", limit=30)


def form_of(*fields: Field) -> Form:
    return Form(sections=(Section(title="All", fields=fields),))


def condition(code: str) -> Condition:
    return Condition(code=code, sentence="No.", article="call", unmet=lambda facts: None)


def kind(**changes) -> Kind:
    sound = {
        "code": "trial",
        "title": "Trial",
        "moves": MOVES,
        "form": form_of(TITLE),
        "evidence": (),
        "rubric": Rubric(criteria=(Criterion(code="all", label="all", points=100),)),
        "judging": Judging(),
        "grades": (Grade(code="named", label="named"),),
        "notice_days": 5,
    }
    return Kind(**sound | changes)


def test_a_sound_kind_is_built():
    made = kind()

    assert made.reachable == {
        Phase.DRAFT, Phase.RECOMMENDING, Phase.FIRST_REVIEW, Phase.PUBLIC_NOTICE, Phase.NAMED, Phase.REVOKED,
    }  # fmt: skip
    assert made.move(Phase.DRAFT, MoveName.HAND_IN) is HAND_IN
    assert made.move(Phase.DRAFT, MoveName.NAME) is None
    assert made.exits(Phase.NAMED) == (REVOKE,)
    assert made.terms().notice_days == 5


def table(**more) -> Field:
    return Field(**{"name": "rows", "label": "Rows", "type": FieldType.TABLE, "columns": (TITLE,)} | more)


CHOICE = Field(
    name="scope", label="Scope", type=FieldType.CHOICE, options=(("group", "group"), ("unit", "unit"))
)
RETURN = move(MoveName.RETURN, Phase.RECOMMENDING, Phase.RETURNED)
AGAIN = move(MoveName.HAND_IN_AGAIN, Phase.RETURNED, Phase.RECOMMENDING)

WRONG = [
    ({"moves": (*MOVES, HAND_IN)}, "“draft” has 2 moves called “hand_in”"),
    (
        {"moves": (*MOVES, move(MoveName.WITHDRAW, Phase.REVOKED, Phase.WITHDRAWN))},
        "“withdraw” leaves “revoked”, which is an end",
    ),
    (
        {"moves": (replace(HAND_IN, climbs=True), *MOVES[1:])},
        "“hand_in” climbs out of “draft”; only what is being recommended climbs",
    ),
    (
        {"moves": (HAND_IN, FORWARD, replace(CONCLUDE, power=Power.APPLICATION_READ), NAME, REVOKE)},
        "“conclude” needs “application.read”, which reaches over a lower desk's head",
    ),
    (
        {"moves": (*MOVES, move(MoveName.CONCLUDE, Phase.DEFENCE, Phase.PUBLIC_NOTICE))},
        "nothing leads into “defence”",
    ),
    (
        {"moves": (*MOVES, move(MoveName.SHORTLIST, Phase.FIRST_REVIEW, Phase.DEFENCE))},
        "nothing leads out of “defence”",
    ),
    (
        {"moves": (*MOVES, move(MoveName.VISIT, Phase.FIRST_REVIEW, Phase.SITE_VISIT), move(MoveName.VISIT, Phase.SITE_VISIT, Phase.SITE_VISIT))},
        "from “site_visit” there is no way to an end",
    ),
    ({"notice_days": 0}, "public notice is phase of it and lasts 0 days"),
    (
        {"moves": (HAND_IN, FORWARD, move(MoveName.CONCLUDE, Phase.FIRST_REVIEW, Phase.DECLINED))},
        "public notice is no phase of it and lasts 5 days",
    ),
    ({"moves": (HAND_IN, FORWARD, CONCLUDE, NAME)}, "what it names can never be revoked"),
    (
        {"moves": (HAND_IN, replace(FORWARD, target=Phase.PUBLIC_NOTICE), NAME, REVOKE)},
        "nobody judges it",
    ),
    (
        {"judging": Judging(settling=Settling.SCORE_THEN_VOTE)},
        "a vote settles it, and no stage in which scores are given leads to the decision on it",
    ),
    ({"lines": frozenset()}, "it has no line to be recommended on, or one that is none"),
    ({"grades": ()}, "nothing can come of it: it has no grade"),
    ({"conditions": (condition("a"), condition("b"), condition("a"))}, "two conditions are called “a”"),
    ({"grades": (Grade(code="a", label="a"), Grade(code="a", label="b"))}, "two grades are called “a”"),
    ({"categories": (("a", "A"), ("a", "B"))}, "two categories are called “a”"),
    ({"evidence": (EvidenceNeed(code=Evidence.EV08), EvidenceNeed(code=Evidence.EV08))}, "two demands for evidence are called “EV08”"),
    (
        {"form": form_of(Field(name="one", label="One", type=FieldType.CHOICE, options=(("a", "A"), ("a", "B"))))},
        "“one” has two options “a”",
    ),
    ({"form": form_of(table(columns=(TITLE, TITLE)))}, "“rows” has two columns “title”"),
    (
        {"form": form_of(replace(TITLE, name="the title"))},
        "the field “the title” needs a name of letters, digits and underscores",
    ),
    ({"form": form_of(TITLE, TITLE)}, "two fields are called “title”"),
    (
        {"form": form_of(replace(TITLE, when=When(field="later", values=("a",))), replace(TITLE, name="later"))},
        "“title” depends on “later”, which is not asked before it",
    ),
    (
        {"form": form_of(Field(name="one", label="One", type=FieldType.CHOICE, options=(("a", "A"),)))},
        "“one” is a choice of fewer than two",
    ),
    ({"form": form_of(replace(TITLE, limit=0))}, "“title” is a text without a limit"),
    ({"form": form_of(table(columns=()))}, "“rows” has columns and is no table, or is a table without columns"),
    (
        {"form": form_of(replace(TITLE, columns=(TITLE,)))},
        "“title” has columns and is no table, or is a table without columns",
    ),
    ({"form": form_of(table(least=3, most=2))}, "“rows” asks for at least 3 and at most 2"),
    (
        {"form": form_of(table(columns=(table(name="inner"),)))},
        "the column “rows.inner” is a table or depends on something",
    ),
    (
        {"form": form_of(TITLE, table(columns=(replace(TITLE, when=When(field="title", values=("a",))),)))},
        "the column “rows.title” is a table or depends on something",
    ),
    ({"form": form_of(table(columns=(replace(TITLE, limit=0),)))}, "“title” is a text without a limit"),
    (
        {"rubric": Rubric(criteria=(Criterion(code="a", label="a", points=50), Criterion(code="a", label="b", points=50)))},
        "two criteria of the rubric have one code",
    ),
    ({"rubric": Rubric(criteria=(Criterion(code="a", label="a", points=99),))}, "the points of the rubric make 99, not 100"),
    (
        {"rubric": Rubric(criteria=(Criterion(code="a", label="a", points=100), Criterion(code="b", label="b", points=0)))},
        "a criterion of the rubric has no points",
    ),
    ({"judging": Judging(per_entry=6)}, "6 judges read an application; an odd number from three on is needed"),
    ({"judging": Judging(per_entry=1, method=Method.MEAN)}, "1 judges read an application; an odd number from three on is needed"),
    (
        {"judging": Judging(per_entry=3)},
        "the highest and the lowest of 3 scores are dropped; from five judges on that is fair",
    ),
    ({"code": "Not a code"}, "its code is not one of small letters, digits and underscores"),
    ({"title": " "}, "its title, a grade or a category has no name"),
    ({"grades": (Grade(code="first", label=""),)}, "its title, a grade or a category has no name"),
    ({"grades": (Grade(code="一等", label="first"),)}, "the code “一等” is not one of small letters, digits and underscores"),
    ({"categories": (("x y", "A"), ("b", "B"))}, "the code “x y” is not one of small letters, digits and underscores"),
    ({"grades": (Grade(code="first", label="first", most=0),)}, "of the grade “first” there are 0; 1 to 10000, or any number"),
    ({"notice_days": -5}, "its notice lasts -5 days; at most 44 working days do"),
    ({"notice_days": 365}, "its notice lasts 365 days; at most 44 working days do"),
    ({"per_applicant": 0}, "an applicant may apply 0 times; 1 to 100, or any number"),
    ({"per_applicant": -1}, "an applicant may apply -1 times; 1 to 100, or any number"),
    (
        {"conditions": (replace(condition("a"), article=""),)},
        "the condition “a” lacks its sentence, its article or what looks whether it holds",
    ),
    (
        {"conditions": (replace(condition("a"), unmet="never"),)},
        "the condition “a” lacks its sentence, its article or what looks whether it holds",
    ),
    ({"outcome": "enrol"}, "what becomes of a naming is no command"),
    ({"evidence": (EvidenceNeed(code="EV99"),)}, "“EV99” is not in the catalogue of evidence"),
    (
        {"evidence": (EvidenceNeed(code=Evidence.EV08, least=3, most=2),)},
        "of “EV08” it asks for 3 to 2 files; at most 100",
    ),
    (
        {"evidence": (EvidenceNeed(code=Evidence.EV08, least=-1),)},
        "of “EV08” it asks for -1 to 10 files; at most 100",
    ),
    (
        {"evidence": (EvidenceNeed(code=Evidence.EV08, when=When(field="scope", values=("group",))),)},
        "“EV08” depends on “scope”, which is not asked before it",
    ),
    ({"form": form_of(replace(TITLE, name="name"))}, "its form does not ask what the application is called"),
    (
        {"categories": (("a", "A"), ("b", "B")), "form": form_of(TITLE, replace(CHOICE, name="category"))},
        "“category” offers other categories than the kind has",
    ),
    (
        {"moves": (HAND_IN, FORWARD, replace(CONCLUDE, gates=("scores_in",)), NAME, REVOKE)},
        "“conclude” out of “first_review” has a gate that is no function",
    ),
    (
        {"form": form_of(TITLE, CHOICE, replace(TITLE, name="why", when=When(field="scope", values=("moon",))))},
        "“why” depends on an answer to “scope” that nobody can give",
    ),
    (
        {"form": form_of(TITLE, CHOICE, replace(TITLE, name="why", when=When(field="scope", values=())))},
        "“why” depends on an answer to “scope” that nobody can give",
    ),
    (
        {"form": form_of(TITLE, replace(TITLE, name="why", when=When(field="title", values=("a",))))},
        "“why” depends on “title”, which is neither a choice nor a tick",
    ),
    (
        {"form": form_of(replace(TITLE, type="essay"))},
        "“title” is of a type, or filled in from a fact, that there is not",
    ),
    (
        {"form": form_of(replace(TITLE, prefill="horoscope"))},
        "“title” is of a type, or filled in from a fact, that there is not",
    ),
    ({"form": form_of(replace(TITLE, label=""))}, "“title” or one of its options has no name"),
    (
        {"form": form_of(replace(TITLE, options=(("a", "A"), ("b", "B"))))},
        "“title” has options and is no choice",
    ),
    (
        {"form": form_of(replace(TITLE, limit=999_999))},
        "“title” takes 999999 characters or 0 decimals; at most 20000 and 6",
    ),
    ({"form": form_of(TITLE, table(least=-1))}, "“rows” asks for fewer rows than none"),
    (
        {"rubric": Rubric(criteria=(Criterion(code="all", label="", points=100),))},
        "a criterion of the rubric has no name",
    ),
    (
        {"rubric": Rubric(criteria=(Criterion(code="all", label="all", points=100),), bonus=-3)},
        "the rubric adds -3 points and takes 0 off; each lies between 0 and 100",
    ),
    ({"judging": Judging(method="dice")}, "“dice” or “score” is no way to make one result of several scores"),
    ({"judging": Judging(settling="shouting")}, "“trimmed” or “shouting” is no way to make one result of several scores"),
    (
        {"judging": Judging(per_entry=101)},
        "101 judges, 20 points without a comment or 30 characters of it; at most 99, 100 and 2000",
    ),
    ({"lines": frozenset({"the telephone"})}, "it has no line to be recommended on, or one that is none"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "fault"), WRONG, ids=[f"{at} {fault}" for at, (_, fault) in enumerate(WRONG)]
)
def test_a_wrong_kind_cannot_be_built_and_says_why(changes, fault):
    with pytest.raises(KindWrong) as refused:
        kind(**changes)

    assert fault in said_by(refused.value)


def said_by(refused: KindWrong) -> list[str]:
    """The single faults; “;” stands within some of them too."""
    _, _, said = str(refused).partition("cannot be: ")
    pieces = said.split("; ")
    return pieces + ["; ".join(pieces[at : at + 2]) for at in range(len(pieces))]


def test_everything_that_is_wrong_is_said_at_once():
    with pytest.raises(KindWrong) as refused:
        kind(grades=(), lines=frozenset())

    assert str(refused.value) == (
        "the kind “trial” cannot be: it has no line to be recommended on, or one that is none; nothing can come of it: it has no grade"
    )


def test_a_way_round_that_still_has_an_end_is_no_fault():
    made = kind(moves=(*MOVES, RETURN, AGAIN))

    assert Phase.RETURNED in made.reachable


def test_only_what_is_made_by_hand_needs_a_power_of_the_desk():
    far = replace(NAME, power=Power.APPLICATION_READ)

    assert (
        kind(moves=(HAND_IN, FORWARD, CONCLUDE, far, REVOKE)).move(Phase.PUBLIC_NOTICE, MoveName.NAME) is far
    )


def faults_in(*modules: ModuleType) -> list[str]:
    """Every fault that the sources can name, as a pattern."""
    patterns = []
    for module in modules:
        for function in ast.walk(ast.parse(inspect.getsource(module))):
            if not isinstance(function, ast.FunctionDef) or "faults" not in function.name:
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Yield | ast.YieldFrom) and node.value is not None:
                    patterns += _sentences_in(node.value)
    return patterns


def _sentences_in(value: ast.expr) -> list[str]:
    """What is yielded as a pattern: a text, one with holes, or one for each of many; nothing for another's faults."""
    match value:
        case ast.GeneratorExp(elt=each):
            return _sentences_in(each)
        case ast.JoinedStr(values=parts):
            return ["".join(re.escape(one.value) if isinstance(one, ast.Constant) else ".*" for one in parts)]
        case ast.Constant(value=text):
            return [re.escape(text)]
    return []


def test_every_fault_there_is_is_provoked_above():
    patterns = faults_in(kinds, form, judging, rubric)

    assert [one for one in patterns if not any(re.fullmatch(one, fault) for _, fault in WRONG)] == []
    assert len(patterns) == 53


def test_a_fault_that_nobody_provokes_would_be_seen(tmp_path):
    source = 'def faults(self):\n    yield "two"\n    yield f"has {1} legs"\n    yield from (f"no {one}" for one in "ab")\n'
    planted = ModuleType("planted")
    planted.__file__ = str(tmp_path / "planted.py")
    (tmp_path / "planted.py").write_text(source)

    assert faults_in(planted) == ["two", "has\\ .*\\ legs", "no\\ .*"]
