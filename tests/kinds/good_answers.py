"""Answers to each kind's form that can be handed in: nothing is missing, and every condition holds."""

from datetime import date
from typing import Any

from xinghe.programmes.rules.form import Field, FieldType, Form

CLOSES_ON = date(2026, 6, 30)

UNIT = {
    "unit": "江汉压缩机有限公司", "credit_code": "91420100MA4K1XYZ3A", "ownership": "private", "industry": "C",
}  # fmt: skip

FIVE_SMALL: dict[str, Any] = UNIT | {
    "title": "滚筒更换小车", "category": "small_renovation", "field": "machinery", "improves": "equipment",
    "finished_on": "2026-02-01", "applied_on": "2026-03-01",
    "problem": "四人抬运，劳动强度大。", "solution": "焊一台小车。", "innovation": "一人可推。", "effect": "不再停机。",
    "measures": [{"measure": "更换时间", "unit_of_measure": "小时", "before": "4", "after": "0.5"}],
    "benefit_kind": "saving", "old_cost": "120", "new_cost": "20", "volume": "1000", "yearly_input": "10000",
    "benefit": "90000", "basis": "realised", "benefit_year": "2026", "confirmed_benefit": "80000", "social_benefit": "",
    "scope": "unit", "users": [], "property_rights": "", "government_plan": "no", "government_award": "no",
    "chosen_before": "no", "earlier_honours": [], "disputed": "no", "secrecy": "none",
    "completers": [
        {"name": "仉澍", "post": "钳工", "is_frontline": True, "heads_unit": False, "share": "60"},
        {"name": "亓霁", "post": "电工", "is_frontline": True, "heads_unit": False, "share": "40"},
    ],
    "pledge": True,
}  # fmt: skip

ACHIEVEMENT: dict[str, Any] = UNIT | {
    "title": "列车走行部智能巡检机器人", "public_title": "列车走行部智能巡检机器人", "category": "machinery",
    "started_on": "2023-01-01", "finished_on": "2024-05-01", "applied_on": "2025-06-30",
    "source": "unit", "backing": "studio", "backing_name": "亓霁创新工作室",
    "abstract": "自动巡检列车走行部。", "innovations": [{"point": "毫米级定位。"}],
    "comparison": [{"measure": "检出率", "ours": "99.2%", "first": "95%", "second": ""}],
    "appraisal": "novelty_search", "appraised_by": "省科技信息研究院", "appraised_on": "2025-09-01",
    "appraisal_says": "未见相同报道。",
    "property": [{"number": "ZL202410000000.1", "kind": "invention", "state": "valid", "owner": "江汉压缩机有限公司", "inventors": "亓霁"}],
    "disputed": "no",
    "users": [{"name": "襄阳车辆段", "since": "2025-06-30", "until": "", "scale": "4条检修线", "contact": "郗昶"}],
    "has_benefit": "yes",
    "benefit_by_year": [{"year": "2025", "sales": "0", "profit": "0", "tax": "0", "saving": "1200000", "input": "300000"}],
    "confirmed_benefit": "900000", "basis": "少停机300小时，每小时3000元。", "social_benefit": "夜间不再钻车底。",
    "completers": [{"name": "亓霁", "unit": "江汉压缩机有限公司", "post": "检修工", "title": "高级技师", "is_frontline": True, "part": "总体方案"}],
    "units": [{"name": "江汉压缩机有限公司", "part": "研制"}],
    "secrecy": "reviewed", "earlier_honours": [], "pledge": True,
}  # fmt: skip

STUDIO: dict[str, Any] = UNIT | {
    "title": "亓霁创新工作室", "topic": "", "category": "model_worker", "founded_on": "2020-05-01",
    "levels_held": [
        {"level": "city", "named_on": "2022-05-01", "document": "宜工发〔2022〕7号"},
        {"level": "province", "named_on": "2024-05-01", "document": "鄂工发〔2024〕3号"},
    ],
    "is_department": "no",
    "leader_name": "亓霁", "gender": "female", "ethnic_group": "土家族", "born_on": "1980-01-01",
    "political_status": "群众", "education": "college", "duty": "班组长", "title_level": "none",
    "skill_level": "senior_technician", "trade": "电工", "retires_on": "2035-01-01", "successor": "仉澍",
    "honours": [{"name": "市劳动模范", "level": "city", "giver": "宜昌市人民政府", "given_on": "2021-04-28", "number": ""}],
    "members": [
        {"name": name, "age": "40", "education": "college", "skill_level": "technician", "section": section, "work": "试制", "is_frontline": True}
        for name, section in (("仉澍", "一班"), ("郗昶", "二班"), ("芈晗", "二班"), ("逄栩", "三班"), ("宓岚", "三班"))
    ],
    "site_area": "60", "site_address": "夷陵区东山大道1号", "has_plaque": "yes",
    "equipment": [{"name": "示波器", "count": "2"}],
    "funds": [{"year": "2025", "from_unit": "30000", "from_union": "5000", "from_others": "0"}],
    "rules": [{"name": "工作室管理制度", "since": "2020-06-01"}],
    "plan": "攻关密封件寿命。",
    "projects": [{"name": "密封件寿命", "approved_by": "公司技术部", "begun_on": "2025-01-01", "ends_on": "", "state": "under_way"}],
    "achievements": [
        {"name": f"成果{number}", "finished_on": f"202{number}-09-01", "recognised": "", "is_transformed": number == 4}
        for number in (3, 4, 5)
    ],
    "invention_patents": "1", "utility_patents": "2", "design_patents": "0", "papers": "0", "standards": "0", "methods": "1",
    "benefit": "500000", "confirmed_benefit": "", "apprentices": "2", "new_technicians": "1", "trained": "80",
    "deeds": "三年完成攻关三项。", "had_accident": "no", "pledge": True,
}  # fmt: skip

GRANT: dict[str, Any] = UNIT | {
    "title": "阀片寿命在线监测", "category": "key_problem", "field": "machinery",
    "starts_on": "2026-09-01", "ends_on": "2028-09-01",
    "source_kind": "studio", "source_name": "亓霁创新工作室", "source_level": "city", "source_document": "宜工发〔2022〕7号",
    "partners": [], "other_application": "no", "earlier_grant": "none",
    "leader_name": "亓霁", "leader_role": "studio_leader", "leader_born_on": "1980-01-01",
    "leader_retires_on": "2031-06-30", "leader_title": "none", "leader_skill": "senior_technician", "leader_honours": "",
    "team": [{"name": "仉澍", "unit": "江汉压缩机有限公司", "age": "40", "education": "college", "skill_level": "technician", "work": "试制"}],
    "need": "阀片断裂无预警。", "content": "在线监测。", "innovation": "声发射。", "route": "台架、试点、推广。",
    "milestones": [{"due_on": "2027-03-01", "deliverable": "样机", "metric": "连续运行1000小时"}], "risk": "噪声大，先滤波。",
    "expected_patents": "1", "expected_standards": "0", "expected_methods": "1", "expected_trained": "30",
    "expected_benefit": "减少非计划停机。", "expected_yuan": "",
    "tier": "10", "budget": [{"item": "equipment", "purpose": "传感器", "amount": "120000"}, {"item": "testing", "purpose": "台架试验", "amount": "30000"}],
    "total_budget": "150000", "own_money": "50000", "other_funding": "no", "other_funds": [],
    "study_attached": True, "agrees_to_visit": False, "visit_place": "", "pledge": True,
}  # fmt: skip

PARTNERS = [
    {"unit": "江汉压缩机有限公司", "studio": "亓霁创新工作室", "part": "总体"},
    {"unit": "襄阳车辆段", "studio": "仉澍创新工作室", "part": "试点"},
]


def good_answers(code: str) -> dict[str, Any]:
    """Answers that can be handed in, by the code of a kind."""
    by_code = {"five_small_contest": FIVE_SMALL, "achievements_event": ACHIEVEMENT, "special_grant": GRANT}
    return by_code.get(code, STUDIO)


def planted(form: Form, canary: str) -> dict[str, Any]:
    """Something in every field, the canary wherever the answer says who applies."""
    return {field.name: _planted(field, canary) for field in form.fields}


def _planted(field: Field, canary: str) -> Any:
    if field.type is FieldType.TABLE:
        return [{column.name: _planted(column, canary) for column in field.columns}]
    if field.identifies:
        return canary
    if field.type is FieldType.CHOICE:
        return field.options[-1][0]
    return True if field.type is FieldType.TICK else "1"
