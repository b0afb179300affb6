"""Ties that forms and results record between judges and entries: each kind is found, typed and dated, and a namesake is not."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.factories import programmes as made_of
from tests.factories import reviews as judged
from tests.factories.results import result
from tests.factories.unions import person
from xinghe.accounts.models import Person
from xinghe.foundation import clock
from xinghe.foundation.clock import CHINA
from xinghe.programmes.models import Application
from xinghe.results.models import Creator
from xinghe.reviews import actions
from xinghe.reviews.models import Conflict, Judge
from xinghe.unions.models import Union

UNIT = "三环锻造有限公司"


@pytest.fixture
def round_(people):
    """A panel being prepared; its first judge works at UNIT, and the first entry's applicant is called 周师傅."""
    found = judged.panel_of(people, judges=6)
    Judge.objects.filter(pk=found.judges[0].pk).update(employer=UNIT)
    found.judges[0].refresh_from_db()
    Person.objects.filter(pk=found.entries[0].applicant_id).update(name="周师傅")
    return found


def applied(round_, kind, *, phase="named", who=None, **answers):
    """An application of some kind to another call, past the commands."""
    whom = who or person("组织者")
    call = made_of.call_of(round_.people)
    made = judged.entry_past(
        round_.people, call, kind_code=kind, phase=phase, applicant=whom, title=answers.get("title", "扳手")
    )
    Application.objects.filter(pk=made.pk).update(
        people=[whom.pk] if who else [], answers={"unit": UNIT, **answers}
    )
    return made


def found(round_):
    """(kind, fact) of what is found now between the first judge and the first entry."""
    actions.find_conflicts(round_.officer, panel_id=round_.panel.pk)
    rows = Conflict.objects.filter(
        judge=round_.judges[0], application=round_.entries[0], ended_at__isnull=True
    )
    return [(one.kind, one.fact) for one in rows]


def applicant(round_):
    return Person.objects.get(pk=round_.entries[0].applicant_id)


def today():
    return str(clock.now().astimezone(CHINA).date())


def member(round_, **rest):
    return {"name": round_.judges[0].person.name, **rest}


class TestStudios:
    """The judge is a member by name and unit; the applicant leads it by account."""

    def test_members_of_one_studio(self, round_):
        made = applied(
            round_, "studio_recognition_city", title="周师傅创新工作室", who=applicant(round_),
            leader_name="周师傅", members=[member(round_, work="设计")],
        )  # fmt: skip

        ((kind, fact),) = found(round_)

        assert (kind, fact) == ("studio", f"studio 周师傅创新工作室 {made.code} {today()}")

    @pytest.mark.parametrize("phase", ["draft", "declined", "withdrawn", "revoked"])
    def test_what_does_not_run_ties_nobody(self, round_, phase):
        applied(
            round_, "studio_recognition_city", phase=phase, who=applicant(round_), members=[member(round_)]
        )

        assert found(round_) == []

    def test_a_namesake_at_another_unit_is_not_the_judge(self, round_):
        Judge.objects.filter(pk=round_.judges[0].pk).update(employer="别的单位")
        applied(round_, "studio_recognition_city", who=applicant(round_), members=[member(round_)])

        assert found(round_) == []

    def test_whoever_is_named_without_an_account_is_known_by_name_and_unit(self, round_):
        unit = round_.entries[0].unit.name
        Judge.objects.filter(pk=round_.judges[0].pk).update(employer="")
        applied(
            round_, "studio_recognition_city", phase="formal_check", who=round_.judges[0].person, unit=unit,
            leader_name="甲", members=[{"name": "周师傅"}],
        )  # fmt: skip

        assert [kind for kind, _ in found(round_)] == ["studio"]

    @pytest.mark.parametrize("row", [{"successor": True}, {"work": "徒弟"}])
    def test_master_and_apprentice(self, round_, row):
        name = round_.judges[0].person.name
        more = {"successor": name} if "successor" in row else {"members": [member(round_, **row)]}
        applied(round_, "studio_recognition_city", who=applicant(round_), leader_name="周师傅", **more)

        assert {kind for kind, _ in found(round_)} == {"studio", "mentoring"}
        assert all(fact.endswith(today()) for _, fact in found(round_))


class TestAlliances:
    """Whoever applies in its name, their teams, and the studios that are partners."""

    def test_two_who_apply_for_one_alliance(self, round_):
        applied(
            round_, "special_grant", source_kind="alliance", source_name="宜昌化工联盟", who=applicant(round_)
        )
        applied(
            round_, "achievements_event", backing="alliance", backing_name="宜昌化工 联盟", who=round_.judges[0].person
        )  # fmt: skip

        ((kind, fact),) = found(round_)

        assert kind == "studio"
        assert "宜昌化工联盟" in fact

    def test_a_member_of_a_partner_studio(self, round_):
        applied(round_, "studio_recognition_city", title="李工创新工作室", members=[member(round_)])
        applied(
            round_, "special_grant", source_kind="alliance", source_name="化工联盟", who=applicant(round_),
            partners=[{"unit": UNIT, "studio": "李工创新工作室"}],
        )  # fmt: skip

        assert [kind for kind, _ in found(round_)] == ["studio"]


class TestWork:
    """Projects, results and patents of the last three years."""

    TEAM = "completers", "team"

    @pytest.mark.parametrize("table", TEAM)
    def test_a_recent_project(self, round_, table):
        made = applied(round_, "special_grant", who=applicant(round_), **{table: [member(round_, unit=UNIT)]})

        assert found(round_) == [("shared_work", f"application {made.code} {today()}")]

    def test_an_old_one_ties_nobody(self, round_):
        made = applied(round_, "special_grant", who=applicant(round_), team=[member(round_, unit=UNIT)])
        Application.objects.filter(pk=made.pk).update(begun_at=clock.now() - timedelta(days=4 * 365))

        assert found(round_) == []

    def test_inventors_of_one_patent(self, round_):
        unit = round_.entries[0].unit.name
        names = f"周师傅、{round_.judges[0].person.name}"
        applied(
            round_,
            "achievements_event",
            property=[{"number": "ZL1", "owner": UNIT, "inventors": names}],
            unit=unit,
        )

        ((kind, fact),) = found(round_)

        assert (kind, fact.split()[:2]) == ("shared_work", ["patent", "ZL1"])

    def test_an_inventor_of_the_entry_itself_among_others_in_one_cell(self, round_):
        entry = round_.entries[0]
        name = round_.judges[0].person.name
        Application.objects.filter(pk=entry.pk).update(answers=entry.answers | {"name": f"张三、{name}"})

        assert [kind for kind, _ in found(round_)] == ["named"]


class TestResults:
    """Whoever made one result lately: by account, or by name at its unit."""

    def made(self, unit, *creators, finished=None):
        """A result of these creators, (name, person) each, that no account is recorded with."""
        one = result(unit, finished_date=finished or clock.now().astimezone(CHINA).date())
        Creator.objects.bulk_create(
            Creator(
                result=one,
                position=position,
                name=name,
                person=who,
                share=Decimal(100) / len(creators),
                territory_path=unit.territory_path,
                industry_path=unit.industry_path,
            )
            for position, (name, who) in enumerate(creators, 1)
        )
        return one

    def test_the_applicant_is_named_there_without_an_account(self, round_):
        judge = round_.judges[0].person
        one = self.made(round_.entries[0].unit, (judge.name, judge), ("周师傅", None))

        assert found(round_) == [("shared_work", f"result {one.code} {today()}")]

    def test_the_judge_is(self, round_):
        unit = round_.people.tree.far_workshop
        Union.objects.filter(pk=unit.pk).update(name=UNIT)
        one = self.made(unit, (round_.judges[0].person.name, None), ("周师傅", applicant(round_)))

        assert found(round_) == [("shared_work", f"result {one.code} {today()}")]

    def test_a_namesake_at_another_unit_made_nothing_with_the_judge(self, round_):
        judge = round_.judges[0].person
        self.made(round_.people.tree.far_workshop, (judge.name, judge), ("周师傅", None))

        assert found(round_) == []

    def test_what_is_older_than_three_years_ties_nobody(self, round_):
        judge, old = round_.judges[0].person, clock.now().date() - timedelta(days=3 * 365 + 10)
        self.made(round_.entries[0].unit, (judge.name, judge), ("周师傅", None), finished=old)

        assert found(round_) == []
