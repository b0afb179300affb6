"""The fixed words of results: what they may be, how far they have come, and the columns of the yearly workbook."""

from enum import StrEnum
from typing import Final

from xinghe.foundation.errors import gettext_noop
from xinghe.foundation.sheets import WantedColumn


class Category(StrEnum):
    """The five kinds of small results (五小)."""

    SMALL_INVENTION = "small_invention"
    SMALL_CREATION = "small_creation"
    SMALL_RENOVATION = "small_renovation"
    SMALL_DESIGN = "small_design"
    SMALL_SUGGESTION = "small_suggestion"


class Field(StrEnum):
    """The branch of work a result belongs to."""

    MACHINERY = "machinery"
    ELECTRICAL = "electrical"
    ELECTRONICS = "electronics"
    CHEMICALS = "chemicals"
    CONSTRUCTION = "construction"
    TRANSPORT = "transport"
    LIGHT_INDUSTRY = "light_industry"
    MEDICAL = "medical"
    AGRICULTURE = "agriculture"
    ENERGY_ENVIRONMENT = "energy_environment"
    NEW_MATERIALS = "new_materials"
    MANAGEMENT_SERVICES = "management_services"
    OTHER = "other"


class Basis(StrEnum):
    """Whether a benefit has been had or is expected; the two are never added up."""

    REALISED = "realised"
    ESTIMATED = "estimated"


class Stage(StrEnum):
    """How far a result has come."""

    RECORDED = "recorded"
    CLEARED = "cleared"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """What a refusal calls it."""
        return STAGE_LABELS[self]


CATEGORY_LABELS: Final[dict[Category, str]] = {
    Category.SMALL_INVENTION: gettext_noop("small invention"),
    Category.SMALL_CREATION: gettext_noop("small creation"),
    Category.SMALL_RENOVATION: gettext_noop("small renovation"),
    Category.SMALL_DESIGN: gettext_noop("small design"),
    Category.SMALL_SUGGESTION: gettext_noop("small suggestion"),
}
FIELD_LABELS: Final[dict[Field, str]] = {
    Field.MACHINERY: gettext_noop("machinery"),
    Field.ELECTRICAL: gettext_noop("electrical"),
    Field.ELECTRONICS: gettext_noop("electronics and information"),
    Field.CHEMICALS: gettext_noop("chemicals"),
    Field.CONSTRUCTION: gettext_noop("construction"),
    Field.TRANSPORT: gettext_noop("transport"),
    Field.LIGHT_INDUSTRY: gettext_noop("light industry and textiles"),
    Field.MEDICAL: gettext_noop("medical"),
    Field.AGRICULTURE: gettext_noop("agriculture"),
    Field.ENERGY_ENVIRONMENT: gettext_noop("energy and environment"),
    Field.NEW_MATERIALS: gettext_noop("new materials"),
    Field.MANAGEMENT_SERVICES: gettext_noop("management and services"),
    Field.OTHER: gettext_noop("other"),
}
BASIS_LABELS: Final[dict[Basis, str]] = {
    Basis.REALISED: gettext_noop("realised"),
    Basis.ESTIMATED: gettext_noop("estimated"),
}
STAGE_LABELS: Final[dict[Stage, str]] = {
    Stage.RECORDED: gettext_noop("recorded"),
    Stage.CLEARED: gettext_noop("cleared"),
    Stage.PUBLISHED: gettext_noop("published"),
    Stage.WITHDRAWN: gettext_noop("withdrawn"),
}

# Words of the workbook, which is Chinese in every language of the product. The first of each is what we write.
CATEGORY_WORDS: Final[dict[Category, tuple[str, ...]]] = {
    Category.SMALL_INVENTION: ("小发明",),
    Category.SMALL_CREATION: ("小创造",),
    Category.SMALL_RENOVATION: ("小革新",),
    Category.SMALL_DESIGN: ("小设计",),
    Category.SMALL_SUGGESTION: ("小建议",),
}
# The form joins 建筑交通; offices also send the two apart. The joined word counts as construction.
FIELD_WORDS: Final[dict[Field, tuple[str, ...]]] = {
    Field.MACHINERY: ("机械",),
    Field.ELECTRICAL: ("电气",),
    Field.ELECTRONICS: ("电子信息",),
    Field.CHEMICALS: ("化工",),
    Field.CONSTRUCTION: ("建筑", "建筑交通"),
    Field.TRANSPORT: ("交通",),
    Field.LIGHT_INDUSTRY: ("轻纺",),
    Field.MEDICAL: ("医疗",),
    Field.AGRICULTURE: ("农业",),
    Field.ENERGY_ENVIRONMENT: ("能源环保",),
    Field.NEW_MATERIALS: ("新材料",),
    Field.MANAGEMENT_SERVICES: ("管理服务",),
    Field.OTHER: ("其他", "其它"),
}
BASIS_WORDS: Final[dict[Basis, tuple[str, ...]]] = {
    Basis.REALISED: ("已实现", "实现", "实际"),
    Basis.ESTIMATED: ("预计", "预估", "估计"),
}
# What people write for a category that does not exist under that name.
NEAR_WORDS: Final[dict[str, str]] = {
    "小创新": "小革新",
    "革新": "小革新",
    "技术革新": "小革新",
    "小改革": "小革新",
    "小改造": "小革新",
    "小改进": "小革新",
    "发明": "小发明",
    "创造": "小创造",
    "设计": "小设计",
    "建议": "小建议",
    "小点子": "小建议",
    "金点子": "小建议",
    "合理化建议": "小建议",
    "信息": "电子信息",
    "电子": "电子信息",
    "电力": "电气",
    "环保": "能源环保",
    "能源": "能源环保",
    "材料": "新材料",
    "纺织": "轻纺",
    "轻工": "轻纺",
    "医药": "医疗",
    "管理": "管理服务",
    "服务": "管理服务",
}

# The form's limits. A title counts characters; prose counts Chinese characters' room, in which a
# narrow letter takes half (foundation.text.written_length).
TITLE_LIMIT: Final = 30
PROBLEM_LIMIT: Final = 300
SOLUTION_LIMIT: Final = 800
INNOVATION_LIMIT: Final = 500
EFFECT_LIMIT: Final = 500
IP_LIMIT: Final = 500
NAME_LIMIT: Final = 50
UNIT_NAME_LIMIT: Final = 100
CREATORS_LIMIT: Final = 5

COLUMNS: Final = (
    WantedColumn(name="number", titles=("序号", "编号"), required=False),
    WantedColumn(name="title", titles=("成果名称", "项目名称", "名称")),
    WantedColumn(name="category", titles=("类别", "成果类别", "五小类别")),
    WantedColumn(name="field", titles=("专业领域", "领域", "所属领域", "技术领域")),
    WantedColumn(name="unit_name", titles=("完成单位", "单位名称", "所在单位", "申报单位")),
    WantedColumn(name="uscc", titles=("统一社会信用代码", "社会信用代码", "信用代码", "单位统一社会信用代码")),
    WantedColumn(name="place", titles=("所在地区", "所在地", "地区", "行政区划")),
    WantedColumn(
        name="creators",
        titles=("完成人（贡献%）", "完成人", "主要完成人", "完成人及贡献", "主要完成人（贡献%）", "完成人（贡献率）"),
    ),
    WantedColumn(name="first_is_frontline", titles=("第一完成人是否一线职工", "是否一线职工", "是否一线")),
    WantedColumn(name="finished", titles=("完成时间", "完成日期")),
    WantedColumn(name="applied", titles=("应用时间", "应用日期", "投入应用时间", "开始应用时间"), required=False),
    WantedColumn(name="problem", titles=("问题背景", "背景问题", "背景", "解决的问题")),
    WantedColumn(name="solution", titles=("主要做法", "做法", "解决方案")),
    WantedColumn(name="innovation", titles=("创新点", "主要创新点"), required=False),
    WantedColumn(name="effect", titles=("应用效果", "效果"), required=False),
    WantedColumn(
        name="benefit",
        titles=(
            "年经济效益（万元）", "年经济效益", "年经济效益（元）", "年经济效益（亿元）",
            "经济效益（万元）", "经济效益", "经济效益（元）", "经济效益（亿元）",
        ),
        required=False,
    ),
    WantedColumn(name="basis", titles=("效益性质", "效益类型", "效益情况"), required=False),
    WantedColumn(name="ip", titles=("知识产权", "专利等", "知识产权情况"), required=False),
)  # fmt: skip
