"""Who lives in the installation of the journeys: the tree of Hubei, and officers who can sign in.

`python -m tests.journeys.inhabitants` moves them in, as the owner of the tables, and prints their staff numbers;
with `count-answers` it does at once what the clock does every hour, and with one of the other words what else happens
beside the pages: judges answer and score, and the days of a notice pass.
"""

import json
import sys
from typing import TYPE_CHECKING

from xinghe.access.actor import Actor
from xinghe.access.powers import Role
from xinghe.project.loading import start_django

if TYPE_CHECKING:
    from tests.journeys.ideas import Draft
    from xinghe.results.models import Result

# Every journey has people and a place of its own, so that none sees another's work: seat → name, union, role.
PEOPLE = {
    "wuhan-maker": ("仉澍", "420100", Role.OFFICER),
    "wuhan-checker": ("亓霁", "420100", Role.OFFICER),
    "huangshi-maker": ("佴昶", "420200", Role.OFFICER),
    "huangshi-checker": ("厍洵", "420200", Role.OFFICER),
    "yichang-maker": ("笪珩", "420500", Role.OFFICER),
    "yichang-checker": ("缑筠", "420500", Role.OFFICER),
    "xiangyang-maker": ("禤栩", "420600", Role.OFFICER),
    "xiangyang-checker": ("逄烨", "420600", Role.OFFICER),
    "ezhou-maker": ("乜棠", "420700", Role.OFFICER),
    "ezhou-checker": ("亢璟", "420700", Role.OFFICER),
    "jingmen-maker": ("麴沚", "420800", Role.OFFICER),
    "jingmen-checker": ("郗蔚", "420800", Role.OFFICER),
    "xiaogan-maker": ("昝铠", "420900", Role.OFFICER),
    "xiaogan-checker": ("钭骏", "420900", Role.OFFICER),
    "shiyan-maker": ("逄昙", "420300", Role.OFFICER),
    "shiyan-checker": ("邰荻", "420300", Role.OFFICER),
    "xianning-maker": ("逯衍", "421200", Role.OFFICER),
    "xianning-checker": ("郐蓁", "421200", Role.OFFICER),
    "province": ("苌菡", "420000", Role.PROVINCIAL_OFFICER),
    "auditor": ("鄢岚", "420000", Role.AUDIT_ADMINISTRATOR),
    "system": ("郤晏", "420000", Role.SYSTEM_ADMINISTRATOR),
    "security": ("璩瑛", "420000", Role.SECURITY_ADMINISTRATOR),
    "province-second": ("雒霏", "420000", Role.PROVINCIAL_OFFICER),
    "gongan-maker": ("亶淳", "421022", Role.OFFICER),
    "gongan-checker": ("笪蒿", "421022", Role.OFFICER),
    "jingzhou-city": ("庹柠", "421000", Role.OFFICER),
    "jingzhou-county": ("逯樾", "421002", Role.OFFICER),
    "huanggang-city": ("訾岑", "421100", Role.OFFICER),
    "huanggang-county": ("緱沅", "421102", Role.OFFICER),
    "xiantao-county": ("厍荻", "429004", Role.OFFICER),
}
# Units where ideas are written and answered: place → name, the county above it.
UNITS = {
    "jingzhou": ("沙市示例传动件厂", "421002"),
    "huanggang": ("黄州示例纺机厂", "421102"),
    "suizhou": ("曾都示例车桥厂", "421303"),
    "guangshui": ("广水示例风机厂", "421381"),
    "enshi": ("恩施示例茶机厂", "422801"),
    "hefeng": ("鹤峰示例机修厂", "422828"),
    "laifeng": ("来凤示例家具厂", "422827"),
    "lichuan": ("利川示例水电站", "422802"),
    "badong": ("巴东示例制药厂", "422823"),
    "xiantao": ("仙桃示例无纺布厂", "429004"),
}
# This one belongs to a large enterprise as well, and so stands on two lines.
ENTERPRISE = "荆楚示例水电集团"
TWO_LINES = "lichuan"
# Who is there in each: seat → name, office.
CREW: dict[str, tuple[str, Role | None]] = {
    "worker": ("仝栎", None),
    "colleague": ("佴川", None),
    "elder": ("郄松", None),
    "assistant": ("伍苇", Role.ASSISTANT),
    "unit": ("阚荞", Role.UNIT_OFFICER),
}


def move_in() -> dict[str, str]:
    """Plant the tree and enrol everybody; their staff numbers by seat."""
    from tests.factories import accounts
    from tests.factories.unions import appoint
    from tests.factories.unions import union as unit_at
    from xinghe.unions.actions import plant_tree
    from xinghe.unions.models import Union
    from xinghe.unions.vocab import UnionKind

    plant_tree(Actor.for_job("command-line"))
    people = {}
    for seat, (name, code, role) in PEOPLE.items():
        union = Union.objects.get(division_code=code)
        somebody = accounts.person(name=name, totp=True, territory_path=union.territory_path)
        appoint(somebody, role, union)
        people[seat] = somebody.staff_number
    top = Union.objects.get(division_code="420000")
    enterprise = unit_at(UnionKind.LARGE_ENTERPRISE, parent=top, name=ENTERPRISE)
    for place, (name, county) in UNITS.items():
        unit = unit_at(
            parent=Union.objects.get(division_code=county),
            industry_parent=enterprise if place == TWO_LINES else None,
            name=name,
        )
        people[f"{place}-union"] = str(unit.pk)
        for seat, (who, office) in CREW.items():
            somebody = accounts.person(
                name=who,
                totp=office is not None,
                territory_path=unit.territory_path,
                industry_path=unit.industry_path,
            )
            if office:
                appoint(somebody, office, unit)
            people[f"{place}-{seat}"] = somebody.staff_number
    _work_beforehand(people)
    return people


def _work_beforehand(people: dict[str, str]) -> None:
    """What somebody of Guangshui thought of first, before the public; a result on two lines; ideas that wait in Enshi."""
    from tests.factories.ideas import acting, handed_in
    from tests.journeys.applications import TO_ENTER, made_call
    from tests.journeys.ideas import EARLIER, ON_TWO_LINES, TO_RANK, WAITING, own
    from tests.journeys.naming_beside import prepare
    from xinghe.accounts.models import Person
    from xinghe.foundation import clock
    from xinghe.ideas import actions
    from xinghe.recommendations.actions import put_forward
    from xinghe.results.actions import clear_result, publish_result

    def person(seat: str) -> Person:
        return Person.objects.get(staff_number=people[seat])

    def made_a_result(place: str, draft: "Draft", *, by: str = "elder") -> "Result":
        idea = handed_in(person(f"{place}-{by}"), at=clock.now(), **draft.parts())
        unit = acting(person(f"{place}-unit"), at=clock.now())
        actions.accept(unit, idea_id=idea.pk)
        actions.implement(unit, idea_id=idea.pk, day=clock.today())
        result = actions.verify(unit, idea_id=idea.pk).result
        assert result is not None
        return result

    earlier = made_a_result("guangshui", EARLIER)
    clear_result(acting(person("province"), at=clock.now()), result_id=earlier.pk)
    publish_result(acting(person("province"), at=clock.now()), result_id=earlier.pk)
    made_a_result(TWO_LINES, ON_TWO_LINES)
    for place in ("hefeng", "laifeng"):
        shown = made_a_result(place, own(f"{place}数控车床排屑挡板"))
        unit = acting(person(f"{place}-unit"), at=clock.now())
        put_forward(unit, result_id=shown.pk, line=None, opinion="同意推荐。")
        handed_in(person(f"{place}-worker"), at=clock.now(), **own(f"{place}砂轮机防护罩").parts())
    for draft in WAITING:
        handed_in(person("enshi-elder"), at=clock.now(), **draft.parts())
    made_a_result("badong", TO_ENTER)
    made_call(person("province"), person("province-second"))
    for draft in TO_RANK:
        non_woven = acting(person("xiantao-unit"), at=clock.now())
        put_forward(non_woven, result_id=made_a_result("xiantao", draft).pk, line=None, opinion="同意推荐。")
    for place in prepare(people):
        made_a_result(place, own(f"{place}阀门快开扳手"), by="worker")


def count_answers() -> None:
    """What a job does every hour."""
    from xinghe.ideas.actions import tally_answers

    tally_answers(Actor.for_job("idea-clock"))


def beside(word: str, *asked: str) -> None:
    """What one word asks for."""
    from tests.journeys.naming_beside import STEPS

    if word == "count-answers":
        count_answers()
    else:
        STEPS[word](*asked)


if __name__ == "__main__":
    start_django(owner=True)
    if sys.argv[1:]:
        beside(*sys.argv[1:])
    else:
        json.dump(move_in(), sys.stdout)
