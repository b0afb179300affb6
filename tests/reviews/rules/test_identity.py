"""Names and firms are found in texts, however they are written; texts without any are left in peace."""

import random

import pytest

from xinghe.foundation.text import to_traditional
from xinghe.reviews.rules.identity import Known, Whose, core_of, revealed

PEOPLE = ["王秀英", "欧阳建国", "李明", "陈志强", "周荣军", "曾凡荣", "单小红", "刘洋", "胡大海", "万里鹏"]
FIRMS = ["湖北三环锻造有限公司", "东风汽车集团股份有限公司", "宜昌兴发化工厂", "武汉飞虹精密机械有限责任公司", "江汉油田钻采研究院", "襄阳长源东谷实业股份有限公司", "荆门宏图特种飞行器制造有限公司"]  # fmt: skip
CLEAN = [
    "原有夹具每次装夹要四十分钟，改为快换定位销以后只要六分钟，废品率由百分之二降到千分之三。",
    "利用废旧钢管制作支架，在两条生产线上试用三个月，没有出现松动，操作工人普遍反映省力。",
    "总体方案分三步：先测温度场，再改风道，最后把控制程序由定时改为按负荷调节，年节电约八万度。",
    "班组自己动手，把阀门扳手加长并做成棘轮式，一人即可操作，高处作业的风险明显下降。",
    "采用激光对中代替百分表，轴的同心度达到两丝以内，检修工期由三天缩短到一天。",
    "小石块容易卡住输送带，增加振动筛后，停机次数每月由十一次减少到一次。",
    "工作时把传感器装在轴承座上，数据每秒采集一次，超过限值自动报警。",
    "改进后的工艺已经写入作业指导书，车间其他班次也在使用，平均每件节省材料二百克。",
]
PINYIN = {"王秀英": "Wang Xiuying", "欧阳建国": "Ouyang Jianguo", "李明": "Li Ming", "陈志强": "CHEN ZHIQIANG", "周荣军": "Zhou Rong Jun", "曾凡荣": "zengfanrong", "单小红": "Shan Xiaohong", "刘洋": "Liu Yang", "胡大海": "Hu Dahai", "万里鹏": "Wan Lipeng"}  # fmt: skip


def person_as(dice, name):
    """One of the ways in which people come into a text."""
    return dice.choice(
        [
            lambda: f"由{name}提出并完成",
            lambda: f"由{' '.join(name)}提出",
            lambda: f"{to_traditional(name)}負責設計",
            lambda: f"（{name[:1]}．{name[1:]}）",
            lambda: f"{name[0]}师傅带着大家反复试验",
            lambda: f"{name[0]}工的办法最好",
            lambda: f"老{name[0]}想出了这个点子",
            lambda: f"作者{PINYIN[name]}",
            lambda: f"{name}创新工作室多次讨论",
            lambda: f"{name[1:]}同志牵头" if len(name) > 2 else f"{name[0]}主任牵头",
        ]
    )()


def firm_as(dice, name):
    """One of the ways in which firms do."""
    core = core_of(name)
    return dice.choice(
        [
            lambda: f"已在{name}使用",
            lambda: f"在{core}使用一年",
            lambda: f"在{core}公司推广",
            lambda: f"{core[:2]}集团内部推广" if len(core) > 3 else f"{core}集团内部推广",
            lambda: f"{to_traditional(name)}推廣應用",
            lambda: f"“{'·'.join(core)}”牌",
            lambda: f"{name[:6]} {name[6:]}",
        ]
    )()


def text_with(dice, words):
    """The words at some place of an ordinary text, between its sentences or in the middle of one."""
    told = dice.choice(CLEAN)
    cut = dice.choice([at + 1 for at, letter in enumerate(told) if letter in "，。："])
    return told[:cut] + words + "，" + told[cut:]


def test_of_two_hundred_texts_at_least_ninety_five_in_a_hundred_are_flagged():
    dice = random.Random(20261122)
    missed = []
    for number in range(200):
        name, firm = dice.choice(PEOPLE), dice.choice(FIRMS)
        known = Known(people=frozenset({name}), firms=frozenset({firm}))
        words = person_as(dice, name) if number % 2 else firm_as(dice, firm)
        wanted = Whose.PERSON if number % 2 else Whose.FIRM
        text = text_with(dice, words)
        if wanted not in {flag.whose for flag in revealed({"solution": text}, known)}:
            missed.append((name, firm, words))

    assert len(missed) <= 10, missed


def test_texts_without_a_name_are_left_in_peace():
    dice = random.Random(1)
    known = Known(people=frozenset(PEOPLE), firms=frozenset(FIRMS))
    flags = [revealed({"text": dice.choice(CLEAN)}, known) for _ in range(200)]

    # 小石 and the like may be flagged; a warning that always comes is none.
    assert sum(map(bool, flags)) <= 10


def test_tables_are_read_cell_by_cell_and_the_field_is_named():
    known = Known(people=frozenset({"王秀英"}))
    flags = revealed({"title": "阀门扳手", "users": [{"name": "二车间", "since": "王秀英"}]}, known)

    assert [(flag.field, flag.name) for flag in flags] == [("users", "王秀英")]
    assert revealed({"title": ""}, known) == ()
    assert revealed({"title": "王秀英"}, Known(people=frozenset({"王", ""}), firms=frozenset({""}))) == ()


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("湖北三环锻造有限公司", "三环锻造"),
        ("东风汽车集团股份有限公司", "东风汽车"),
        ("武汉钢铁有限公司工会委员会", "钢铁"),
        ("李明创新工作室", "李明"),
    ],
)
def test_what_people_call_a_firm(name, core):
    assert core_of(name) == core
