"""What holds for every kind this house runs, whatever is added later."""

import json
import re
from dataclasses import asdict
from datetime import date

import pytest

from tests.kinds.good_answers import CLOSES_ON, good_answers, planted
from xinghe.access.powers import CARRIED_BY, NEVER_ON_OWN, OWNER_POWERS, Power, Role
from xinghe.kinds import EVERY_KIND
from xinghe.kinds.conditions.reading import UNKNOWN
from xinghe.programmes.kind import Kind
from xinghe.programmes.registry import every_kind
from xinghe.programmes.rules.answers import for_blind_eyes, gaps, tidied
from xinghe.programmes.rules.conditions import Facts, findings
from xinghe.programmes.rules.form import Field, FieldType, Prefill
from xinghe.programmes.rules.terms import Terms, digest_of
from xinghe.programmes.vocab import ENDED, JUDGED, MoveName, Phase

KINDS = pytest.mark.parametrize("kind", EVERY_KIND, ids=lambda kind: kind.code)
BLIND = pytest.mark.parametrize(
    "kind", [one for one in EVERY_KIND if one.judging.is_blind], ids=lambda kind: kind.code
)
CANARY = "金丝雀KANARIE"


def unmet(kind: Kind, answers, *, closes_on: date = CLOSES_ON, **recorded) -> list[str]:
    facts = Facts(answers=answers, closes_on=closes_on, recorded=recorded)
    return [one.code for one in findings(kind.conditions, facts, articles={})]


def test_the_product_runs_exactly_these():
    assert every_kind() == EVERY_KIND
    assert [kind.code for kind in EVERY_KIND] == [
        "five_small_contest",
        "achievements_event",
        "studio_recognition_unit",
        "studio_recognition_county",
        "studio_recognition_city",
        "studio_recognition_provincial",
        "studio_recognition_demonstration",
        "special_grant",
    ]


@KINDS
def test_its_terms_come_back_from_json_as_they_were(kind):
    kept = json.loads(json.dumps(kind.terms().to_json()))

    assert Terms.from_json(kept) == kind.terms()
    assert digest_of(kept) == digest_of(kind.terms().to_json())


@KINDS
def test_good_answers_can_be_handed_in(kind):
    answers = tidied(kind.form, good_answers(kind.code))

    assert answers == good_answers(kind.code)
    assert gaps(kind.form, answers) == ()
    assert unmet(kind, answers) == []


@KINDS
def test_an_empty_form_leaves_every_unknown_fact_to_be_asked_for(kind):
    asked_for = {one.code for one in kind.conditions if one.code.endswith(UNKNOWN)}
    known = {one.code for one in kind.conditions} - asked_for

    found = set(unmet(kind, {}))

    assert asked_for <= found
    assert {code.removesuffix(UNKNOWN) for code in asked_for} <= known
    assert not {code.removesuffix(UNKNOWN) for code in asked_for} & found


@KINDS
def test_a_fact_is_asked_for_under_the_article_of_its_condition(kind):
    articles = {one.code: one.article for one in kind.conditions}

    assert [
        code
        for code in articles
        if code.endswith(UNKNOWN) and articles[code] != articles[code.removesuffix(UNKNOWN)]
    ] == []
    assert [code for code, article in articles.items() if not article] == []


@KINDS
def test_it_is_called_by_a_title_and_counted_by_a_category(kind):
    fields = {field.name: field for field in kind.form.fields}

    assert fields["title"].type is FieldType.TEXT
    assert fields["category"].options == kind.categories


@KINDS
def test_names_are_used_once_and_what_something_depends_on_is_offered(kind):
    faults = []
    tables = [field for field in kind.form.fields if field.columns]
    for names, what in [
        *(([column.name for column in table.columns], table.name) for table in tables),
        *(([code for code, _ in field.options], field.name) for field in every_field(kind)),
        ([need.code for need in kind.evidence], "evidence"),
        ([grade.code for grade in kind.grades], "grades"),
        ([code for code, _ in kind.categories], "categories"),
    ]:
        faults += [f"{what}: {name} twice" for name in set(names) if names.count(name) > 1]
    fields = {field.name: field for field in kind.form.fields}
    for when in [one.when for one in (*kind.form.fields, *kind.evidence) if one.when]:
        offered = {code for code, _ in fields[when.field].options} or {"yes"}
        faults += [f"{when.field} never is {value}" for value in when.values if value not in offered]

    assert faults == []


def every_field(kind: Kind) -> list[Field]:
    return [one for field in kind.form.fields for one in (field, *field.columns)]


@KINDS
def test_creators_go_into_columns_of_their_names(kind):
    filled = {field.name: field for field in kind.form.fields if field.prefill is Prefill.CREATORS}

    for field in filled.values():
        assert {"name", "post", "is_frontline"} <= {column.name for column in field.columns}


# -- the way -----------------------------------------------------------------------------------------------


@KINDS
def test_an_applicant_may_withdraw_until_the_review_is_concluded_and_never_after(kind):
    before = {phase for phase in kind.reachable if kind.move(phase, MoveName.WITHDRAW)}

    assert before == kind.reachable & (
        JUDGED | {Phase.DRAFT, Phase.RECOMMENDING, Phase.RETURNED, Phase.FORMAL_CHECK, Phase.CORRECTION}
    )


@KINDS
def test_whoever_applies_does_no_desks_work_and_no_desk_does_theirs(kind):
    by_applicant = {MoveName.HAND_IN, MoveName.HAND_IN_AGAIN, MoveName.COMPLETE, MoveName.WITHDRAW}

    assert {move.name for move in kind.moves if move.power is Power.APPLICATION_WRITE} == by_applicant
    assert Power.APPLICATION_WRITE in OWNER_POWERS
    assert {move.power for move in kind.moves if move.name not in by_applicant} <= NEVER_ON_OWN
    assert all(Power.APPLICATION_WRITE not in CARRIED_BY[role] for role in Role)


@KINDS
def test_what_the_list_the_notice_the_decision_and_the_clock_do_is_not_done_by_hand(kind):
    assert {move.name for move in kind.moves if not move.by_hand} == {
        MoveName.ANNOUNCE,
        MoveName.CONFIRM,
        MoveName.NAME,
        MoveName.REVOKE,
        MoveName.LAPSE,
        # Out of what is confirmed, when an objection that was entered late is upheld.
        MoveName.REMOVE,
        MoveName.TAKE_BACK,
    }
    assert not any(move.by_hand for move in kind.exits(Phase.CONFIRMED))


@KINDS
def test_nothing_is_handed_in_forwarded_or_admitted_past_its_gates(kind):
    gates = {
        move.name: [gate.__name__ for gate in move.gates]
        for move in kind.moves
        if move.gates and move.source not in JUDGED
    }
    whole = ["answers_whole", "evidence_whole", "conditions_met"]

    assert gates == {
        MoveName.HAND_IN: ["before_deadline", *whole],
        MoveName.FORWARD: ["seal_valid", "places_left"],
        MoveName.HAND_IN_AGAIN: whole,
        MoveName.ADMIT: [*whole, "seal_valid"],
        MoveName.ASK_FOR_MORE: ["one_chance"],
        MoveName.COMPLETE: [*whole, "category_kept"],
        MoveName.PROPOSE: ["ranking_current", "vote_carried"],
        MoveName.ANNOUNCE: ["ranking_current", "vote_carried"],
        MoveName.CONFIRM: ["notice_over", "no_open_objection", "ranking_current", "vote_carried"],
        MoveName.NAME: ["no_open_objection", "ranking_current", "vote_carried"],
        MoveName.REMOVE: ["objection_upheld"],
        MoveName.LAPSE: ["correction_overdue"],
    }


@KINDS
def test_nothing_goes_on_unjudged(kind):
    onward = [move for move in kind.moves if move.source in JUDGED and move.target not in ENDED]
    brought = {Phase.SITE_VISIT: {"visit_signed"}}

    assert onward
    for move in onward:
        needed = brought.get(move.source, {"scores_in", "ranking_frozen", "results_released"})
        assert needed <= {gate.__name__ for gate in move.gates}, move


@KINDS
def test_nothing_is_named_without_notice_and_a_naming_can_be_taken_back(kind):
    assert [move.source for move in kind.moves if move.target is Phase.CONFIRMED] == [Phase.PUBLIC_NOTICE]
    assert [move.source for move in kind.moves if move.target is Phase.NAMED] == [Phase.CONFIRMED]
    assert {Phase.REVOKED} <= kind.reachable & ENDED
    assert kind.notice_days == 5


# -- what a judge of a blind review sees ---------------------------------------------------------------------


@BLIND
def test_blind_answers_never_contain_who_applies(kind):
    answers = planted(kind.form, CANARY)
    identifying = [field for field in every_field(kind) if field.identifies and not field.columns]

    seen = for_blind_eyes(kind.form, answers)

    assert CANARY not in json.dumps(seen, ensure_ascii=False)
    assert json.dumps(answers, ensure_ascii=False).count(CANARY) == len(identifying) > 5


@BLIND
def test_every_person_unit_and_certificate_is_known_to_identify(kind):
    telling = re.compile(
        r"(^|\.)(unit|credit_code|.*_name|name|owner|inventors|contact|giver|number|appraised_by|studio|visit_place|.*document)$"
    )
    open_names = [
        path
        for field in kind.form.fields
        for path, one in [
            (field.name, field),
            *((f"{field.name}.{column.name}", column) for column in field.columns),
        ]
        if telling.search(path) and not one.identifies
    ]

    assert open_names == []
    assert telling.search("completers.name") and not telling.search("title")


SEEN = {
    "five_small_contest": {
        "title", "category", "field", "improves", "finished_on", "applied_on", "problem", "solution", "innovation", "effect",
        "measures", "benefit_kind", "old_cost", "new_cost", "volume", "yearly_input", "benefit", "basis", "benefit_year",
        "confirmed_benefit", "social_benefit", "scope", "users", "government_plan", "government_award", "chosen_before",
        "earlier_honours", "disputed", "secrecy", "completers", "ownership", "industry", "pledge",
    },
    "achievements_event": {
        "title", "public_title", "category", "started_on", "finished_on", "applied_on", "source", "backing", "abstract",
        "innovations", "comparison", "appraisal", "appraised_on", "appraisal_says", "property", "disputed", "users",
        "has_benefit", "benefit_by_year", "confirmed_benefit", "basis", "social_benefit", "completers", "units", "ownership",
        "industry", "secrecy", "earlier_honours", "pledge",
    },
    "special_grant": {
        "title", "category", "field", "starts_on", "ends_on", "source_kind", "source_level", "partners", "other_application",
        "earlier_grant", "leader_role", "team", "ownership", "industry", "need", "content", "innovation", "route", "milestones",
        "risk", "expected_patents", "expected_standards", "expected_methods", "expected_trained", "expected_benefit",
        "expected_yuan", "tier", "budget", "total_budget", "own_money", "other_funding", "other_funds", "study_attached",
        "agrees_to_visit", "pledge",
    },
}  # fmt: skip


@BLIND
def test_a_blind_judge_sees_these_answers_and_no_others(kind):
    open_fields = {field.name for field in kind.form.fields if not field.identifies}

    assert open_fields == SEEN[kind.code]


@BLIND
def test_a_blind_judge_sees_no_person_in_good_answers(kind):
    answers = good_answers(kind.code)
    people = {"亓霁", "仉澍", "郗昶", "江汉压缩机", "襄阳车辆段", "工发"}

    seen = json.dumps(for_blind_eyes(kind.form, answers), ensure_ascii=False)

    assert [name for name in sorted(people) if name in seen] == []
    assert [name for name in people if name in json.dumps(answers, ensure_ascii=False)] != []


# -- words -------------------------------------------------------------------------------------------------


@KINDS
def test_grades_are_grades_and_never_an_award_for_science_and_technology(kind):
    said = json.dumps([kind.title, asdict(kind.rubric), [asdict(one) for one in kind.grades]]).lower()

    assert [word for word in ("science and technology award", "award", "prize") if word in said] == []


def test_the_numbers_of_the_grades_are_those_of_the_last_events():
    numbers = {kind.code: {grade.code: grade.most for grade in kind.grades} for kind in EVERY_KIND}

    assert numbers["achievements_event"] == {"special": 1, "first": 2, "second": 10, "third": 30}
    assert numbers["special_grant"] == {"tier_20": 2, "tier_10": 6, "tier_5": 12}
    assert numbers["studio_recognition_provincial"] == {"named": 50}
