"""Complete answers to the form of each kind, in invented prose of the applicant's own trade."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from xinghe.project.demonstration.people import people_names
from xinghe.project.demonstration.prose import write
from xinghe.results.vocab import Category, Field

Answers = dict[str, Any]

_POSTS: Final = ("钳工", "电工", "焊工", "操作工", "检验员", "维修工", "班组长")
_SECTIONS: Final = ("一班", "二班", "检修班", "调试班", "工艺组")
# The professional group of a trade in the achievements event.
_GROUP_OF: Final = {
    Field.MACHINERY: "machinery",
    Field.ELECTRICAL: "machinery",
    Field.ELECTRONICS: "electronics",
    Field.MEDICAL: "health",
    Field.LIGHT_INDUSTRY: "light_industry",
    Field.AGRICULTURE: "light_industry",
    Field.ENERGY_ENVIRONMENT: "environment",
    Field.CONSTRUCTION: "construction",
    Field.TRANSPORT: "construction",
    Field.CHEMICALS: "materials",
    Field.NEW_MATERIALS: "materials",
}
_TRADE_OF: Final = {Field.ELECTRICAL: "电工", Field.ELECTRONICS: "电子设备装接工", Field.CONSTRUCTION: "焊工"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrant:
    """Who applies, from where, to a call that closes on a day. ``taken``: names that nobody else may bear."""

    name: str
    unit: str
    uscc: str
    field: Field
    closes_on: date
    taken: frozenset[str]
    chance: Random

    def others(self, count: int) -> list[str]:
        """Names of people of the unit that nobody bears who has a part in the story."""
        found: list[str] = []
        while len(found) < count:
            found += [
                one for one in people_names(self.chance, count) if one not in self.taken and one not in found
            ]
        return found[:count]

    def before(self, days: int) -> str:
        """So many days before the call closes."""
        return (self.closes_on - timedelta(days=days)).isoformat()


def answers_to(kind: str, entrant: Entrant, *, prefilled: Mapping[str, Any]) -> Answers:
    """Answers that can be handed in to a call of a kind; what is prefilled from the record stays where it is said."""
    write_down = _WRITERS[kind.rpartition("_")[0] if kind.startswith("studio_recognition") else kind]
    return _unit(entrant) | write_down(entrant, prefilled) | {"pledge": True}


def _unit(entrant: Entrant) -> Answers:
    return {"unit": entrant.unit, "credit_code": entrant.uscc, "ownership": "private", "industry": "C"}


def _five_small(entrant: Entrant, prefilled: Mapping[str, Any]) -> Answers:
    chance = entrant.chance
    in_money = bool(prefilled.get("benefit"))
    finished = str(prefilled["finished_on"])
    before = chance.randrange(40, 200)
    figures = {
        "benefit_kind": "income" if in_money else "none",
        "basis": "realised",
        "benefit_year": finished[:4],
        "confirmed_benefit": "",
    }
    return {
        "improves": chance.choice(("resources", "equipment", "process")),
        "applied_on": str(prefilled.get("applied_on") or finished),
        "measures": [
            {
                "measure": chance.choice(("单次用时", "每班停机", "返工件数")),
                "unit_of_measure": "分钟",
                "before": str(before),
                "after": str(before // chance.randrange(2, 5)),
            }
        ],
        **(figures if in_money else {"benefit_kind": "none"}),
        "social_benefit": "减轻劳动强度，消除一处安全隐患。",
        "scope": "unit",
        "government_plan": "no",
        "government_award": "no",
        "chosen_before": "no",
        "earlier_honours": [],
        "disputed": "no",
        "secrecy": "none",
        "completers": [{"heads_unit": False, "is_frontline": True, **one} for one in prefilled["completers"]],
    }


def _achievement(entrant: Entrant, _prefilled: Mapping[str, Any]) -> Answers:
    chance = entrant.chance
    prose = write(entrant.field, chance.choice(list(Category)), chance=chance)
    saving, spent = chance.randrange(20, 160) * 10_000, chance.randrange(2, 18) * 10_000
    year, mates = entrant.closes_on.year - 1, entrant.others(3)
    people = [entrant.name, *mates]
    return {
        "title": prose.title,
        "public_title": prose.title,
        "category": _GROUP_OF.get(entrant.field, "other"),
        "started_on": entrant.before(1300),
        "finished_on": entrant.before(760),
        "applied_on": entrant.before(520),
        "source": chance.choice(("own", "unit")),
        "backing": "none",
        "abstract": prose.problem + prose.solution,
        "innovations": [{"point": prose.innovation}],
        "comparison": [{"measure": "单次作业用时", "ours": "12分钟", "first": "45分钟", "second": ""}],
        "appraisal": "none",
        "property": [],
        "disputed": "no",
        "users": [
            {
                "name": entrant.unit,
                "since": entrant.before(520),
                "until": "",
                "scale": f"{chance.randrange(2, 9)}条生产线",
                "contact": mates[0],
            }
        ],
        "has_benefit": "yes",
        "benefit_by_year": [
            {
                "year": str(year),
                "sales": "0",
                "profit": "0",
                "tax": "0",
                "saving": str(saving),
                "input": str(spent),
            }
        ],
        "confirmed_benefit": str(saving - spent),
        "basis": "按减少停机工时、返工损失和备件消耗逐项计算，由单位财务部门核定。",
        "social_benefit": prose.effect,
        "completers": [
            {
                "name": name,
                "unit": entrant.unit,
                "post": chance.choice(_POSTS),
                "title": "高级工",
                "is_frontline": True,
                "part": part,
            }
            for name, part in zip(people, ("总体方案", "结构设计", "试制调试", "数据记录"), strict=True)
        ],
        "units": [{"name": entrant.unit, "part": "研制与应用"}],
        "secrecy": "reviewed",
        "earlier_honours": [],
    }


def _studio(entrant: Entrant, _prefilled: Mapping[str, Any]) -> Answers:
    chance, name = entrant.chance, entrant.name
    members = entrant.others(6)
    proses = [write(entrant.field, chance.choice(list(Category)), chance=chance) for _ in range(4)]
    year = entrant.closes_on.year
    return {
        "title": f"{name}创新工作室",
        "topic": "",
        "category": chance.choice(("model_worker", "craftsman", "worker")),
        "founded_on": entrant.before(1900 + chance.randrange(600)),
        "levels_held": [
            {"level": "city", "named_on": entrant.before(900), "document": "示例工发〔2022〕7号"},
            {"level": "province", "named_on": entrant.before(460), "document": "示例工发〔2024〕3号"},
        ],
        "is_department": "no",
        "leader_name": name,
        "gender": chance.choice(("male", "female")),
        "ethnic_group": chance.choice(("汉族", "汉族", "土家族")),
        "born_on": f"{chance.randrange(1974, 1988)}-0{chance.randrange(1, 10)}-15",
        "political_status": chance.choice(("群众", "中共党员")),
        "education": "college",
        "duty": "班组长",
        "title_level": "none",
        "skill_level": "senior_technician",
        "trade": _TRADE_OF.get(entrant.field, "装配钳工"),
        "retires_on": f"{chance.randrange(2040, 2048)}-05-01",
        "successor": members[0],
        "honours": [
            {
                "name": "示例市劳动模范",
                "level": "city",
                "giver": "示例市人民政府",
                "given_on": entrant.before(1500),
                "number": "",
            }
        ],
        "members": [
            {
                "name": one,
                "age": str(chance.randrange(24, 56)),
                "education": "college",
                "skill_level": chance.choice(("senior", "technician")),
                "section": _SECTIONS[at % len(_SECTIONS)],
                "work": chance.choice(("试制", "测量", "图纸", "现场验证")),
                "is_frontline": True,
            }
            for at, one in enumerate(members)
        ],
        "site_area": str(chance.randrange(45, 160)),
        "site_address": "示例区示范路1号",
        "has_plaque": "yes",
        "equipment": [{"name": "台钻", "count": "2"}, {"name": "示波器", "count": "1"}],
        "funds": [
            {
                "year": str(year - ago),
                "from_unit": str(30_000 + 5_000 * ago),
                "from_union": "5000",
                "from_others": "0",
            }
            for ago in (1, 2, 3)
        ],
        "rules": [
            {"name": "工作室管理制度", "since": entrant.before(1800)},
            {"name": "经费使用办法", "since": entrant.before(1700)},
        ],
        "plan": f"围绕{proses[0].title}等课题，每季度集中攻关一次，每月开展一次技能交流。",
        "projects": [
            {
                "name": proses[0].title,
                "approved_by": "单位技术部",
                "begun_on": entrant.before(300),
                "ends_on": "",
                "state": "under_way",
            }
        ],
        "achievements": [
            {
                "name": prose.title,
                "finished_on": entrant.before(150 + 200 * at),
                "recognised": "",
                "is_transformed": at == 0,
            }
            for at, prose in enumerate(proses[1:])
        ],
        "invention_patents": "0",
        "utility_patents": str(chance.randrange(4)),
        "design_patents": "0",
        "papers": "0",
        "standards": "0",
        "methods": "1",
        "benefit": str(chance.randrange(20, 90) * 10_000),
        "confirmed_benefit": "",
        "apprentices": str(chance.randrange(2, 7)),
        "new_technicians": "1",
        "trained": str(chance.randrange(40, 200)),
        "deeds": f"三年来完成攻关三项，其中“{proses[1].title}”已在同类设备上推广。{proses[1].effect}",
        "had_accident": "no",
    }


def _grant(entrant: Entrant, _prefilled: Mapping[str, Any]) -> Answers:
    chance, name = entrant.chance, entrant.name
    prose = write(entrant.field, chance.choice(list(Category)), chance=chance)
    tier = chance.choice(("5", "5", "10"))
    asked, own = int(tier) * 10_000, chance.randrange(2, 8) * 10_000
    testing = (asked + own) // 4
    begins, mates = entrant.closes_on + timedelta(days=90), entrant.others(3)
    return {
        "title": prose.title,
        "category": chance.choice(("key_problem", "research", "skills")),
        "field": entrant.field.value,
        "starts_on": begins.isoformat(),
        "ends_on": (begins + timedelta(days=600)).isoformat(),
        "source_kind": "studio",
        "source_name": f"{name}创新工作室",
        "source_level": "city",
        "source_document": "示例工发〔2022〕7号",
        "partners": [],
        "other_application": "no",
        "earlier_grant": "none",
        "leader_name": name,
        "leader_role": "studio_leader",
        "leader_born_on": f"{chance.randrange(1976, 1988)}-06-01",
        "leader_retires_on": f"{chance.randrange(2040, 2048)}-06-30",
        "leader_title": "none",
        "leader_skill": "senior_technician",
        "leader_honours": "",
        "team": [
            {
                "name": one,
                "unit": entrant.unit,
                "age": str(chance.randrange(24, 56)),
                "education": "college",
                "skill_level": "technician",
                "work": work,
            }
            for one, work in zip(mates, ("结构设计", "试制", "现场验证"), strict=True)
        ],
        "need": prose.problem,
        "content": prose.solution,
        "innovation": prose.innovation,
        "route": "先在台架上验证，再选一台设备试点，运行三个月无故障后推广到同类设备。",
        "milestones": [
            {
                "due_on": (begins + timedelta(days=240)).isoformat(),
                "deliverable": "样机",
                "metric": "连续运行1000小时",
            },
            {
                "due_on": (begins + timedelta(days=560)).isoformat(),
                "deliverable": "推广报告",
                "metric": "推广三台以上",
            },
        ],
        "risk": "现场工况变化大，先按最不利工况试验，留出一个月调整。",
        "expected_patents": "1",
        "expected_standards": "0",
        "expected_methods": "1",
        "expected_trained": "30",
        "expected_benefit": prose.effect,
        "expected_yuan": "",
        "tier": tier,
        "budget": [
            {"item": "equipment", "purpose": "传感器与夹具", "amount": str(asked + own - testing)},
            {"item": "testing", "purpose": "台架试验", "amount": str(testing)},
        ],
        "total_budget": str(asked + own),
        "own_money": str(own),
        "other_funding": "no",
        "other_funds": [],
        "study_attached": True,
        "agrees_to_visit": False,
        "visit_place": "",
    }


_WRITERS: Final[dict[str, Callable[[Entrant, Mapping[str, Any]], Answers]]] = {
    "five_small_contest": _five_small,
    "achievements_event": _achievement,
    "studio_recognition": _studio,
    "special_grant": _grant,
}
