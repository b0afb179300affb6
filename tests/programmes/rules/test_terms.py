"""Terms freeze with a call: everything comes back from JSON as it was, and one changed word changes the digest."""

import json
from datetime import date

from xinghe.programmes.rules.conditions import Condition, Facts, findings
from xinghe.programmes.rules.evidence import EvidenceNeed, lacking
from xinghe.programmes.rules.form import Field, Form, Section, When
from xinghe.programmes.rules.judging import METHOD_LABELS, SETTLING_LABELS, Judging, Method, Settling
from xinghe.programmes.rules.rubric import Criterion, Grade, Rubric
from xinghe.programmes.rules.terms import Article, Terms, digest_of
from xinghe.programmes.vocab import Evidence

RUBRIC = Rubric(
    criteria=(Criterion(code="a", label="A", points=60), Criterion(code="b", label="B", points=40)), bonus=5
)
TERMS = Terms(
    form=Form(sections=(Section(title="All", fields=(Field(name="a", label="A", limit=3),)),)),
    evidence=(
        EvidenceNeed(code=Evidence.EV05, when=When(field="a", values=("x",))),
        EvidenceNeed(code=Evidence.EV08, least=3, most=5),
        EvidenceNeed(code=Evidence.EV04, least=0),
    ),
    rubric=RUBRIC,
    judging=Judging(per_entry=7, method=Method.CALIBRATED, settling=Settling.VOTE),
    grades=(Grade(code="first", label="first", most=2), Grade(code="merit", label="merit")),
    notice_days=5,
    categories=(("x", "X"),),
    articles={"years": Article(document="实施细则", number="鄂工发〔2024〕9号", article="第六条第二款")},
    labels={"grade": "等次"},
)


def test_terms_come_back_from_json_as_they_were():
    kept = json.loads(json.dumps(TERMS.to_json()))

    assert Terms.from_json(kept) == TERMS
    assert digest_of(kept) == digest_of(TERMS.to_json())


def test_one_changed_word_changes_the_digest():
    changed = TERMS.to_json() | {"notice_days": 4}

    assert digest_of(changed) != digest_of(TERMS.to_json())
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1})


def test_an_article_is_cited_with_its_document_and_number():
    assert TERMS.citations == {"years": "《实施细则》鄂工发〔2024〕9号第六条第二款"}


def test_a_finding_cites_the_calls_own_article_and_else_the_kinds():
    conditions = tuple(
        Condition(
            code=code, sentence="%(age)s is too young.", article="the call", unmet=lambda facts: {"age": 3}
        )
        for code in ("years", "size")
    )
    holds = Condition(code="good", sentence="No.", article="the call", unmet=lambda facts: None)

    found = findings(
        (*conditions, holds), Facts(answers={}, closes_on=date(2026, 3, 2)), articles=TERMS.citations
    )

    assert [one.said() for one in found] == [
        "3 is too young. (《实施细则》鄂工发〔2024〕9号第六条第二款)",
        "3 is too young. (the call)",
    ]


def test_a_finding_is_said_in_the_readers_language():
    condition = Condition(
        code="size", sentence="%(age)s is too young.", article="the call", unmet=lambda facts: {"age": 3}
    )
    words = {
        "%(age)s is too young.": "%(age)s太小。",
        "the call": "通知",
        "%(said)s (%(article)s)": "%(said)s（%(article)s）",
    }

    (found,) = findings((condition,), Facts(answers={}, closes_on=date(2026, 3, 2)), articles={})

    assert found.said(words.__getitem__) == "3太小。（通知）"


def test_evidence_is_lacking_where_it_is_asked_for_and_too_little():
    def codes(answers, **counts):
        return [str(need.code) for need in lacking(TERMS.evidence, answers, counts)]

    assert codes({"a": "x"}) == ["EV05", "EV08"]
    assert codes({"a": "y"}, EV08=2) == ["EV08"]
    assert codes({"a": "x"}, EV05=1, EV08=3) == []


def test_an_organisers_points_replace_those_of_the_rubric():
    assert [one.points for one in RUBRIC.weighted({"a": 70, "b": 30}).criteria] == [70, 30]
    assert list(RUBRIC.weighted({"a": 70}).faults()) == ["the points of the rubric make 110, not 100"]
    assert RUBRIC.weighted({}) == RUBRIC


def test_every_way_of_judging_has_a_label():
    assert set(METHOD_LABELS) == set(Method)
    assert set(SETTLING_LABELS) == set(Settling)
