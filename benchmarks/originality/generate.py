"""Writes any number of technical texts that share topics, clauses and set paragraphs, as real applications do:
a text is fixed by its number and the seed, so fresh texts on the same topics are always at hand."""

from __future__ import annotations

import numpy as np
from numba import njit

TOPICS = 6000
_WORDS = 24_000  # of the invented language that stands for everything no template says
_FOLLOWERS = 48

_PART = [
    "液压",
    "气动",
    "变频",
    "传动",
    "冷却",
    "润滑",
    "输送",
    "除尘",
    "供料",
    "切削",
    "焊接",
    "装配",
    "检测",
    "制动",
    "密封",
    "电控",
    "高压",
    "低温",
    "真空",
    "自动",
    "移动",
    "双联",
    "环形",
    "旋转",
    "悬挂",
    "轨道",
    "井下",
    "车载",
    "船用",
    "桥梁",
    "隧道",
    "管廊",
    "配电",
    "母线",
    "机床",
    "磨床",
    "轧辊",
    "连铸",
    "加热",
    "回收",
]
_HEAD = [
    "泵站",
    "阀组",
    "滚筒",
    "支架",
    "轴承座",
    "减速器",
    "夹具",
    "吊具",
    "控制柜",
    "传感器",
    "换热器",
    "过滤器",
    "联轴器",
    "导轨",
    "平台",
    "机械臂",
    "小车",
    "料斗",
    "皮带",
    "齿轮箱",
    "油缸",
    "电机",
    "线圈",
    "接头",
    "法兰",
    "风机",
    "喷嘴",
    "模具",
    "刀架",
    "托辊",
    "绞车",
    "开关柜",
    "变压器",
    "断路器",
    "绝缘子",
    "钻头",
    "衬板",
    "炉门",
    "水箱",
    "管道",
]
_PROCESS = [
    "更换",
    "检修",
    "安装",
    "调试",
    "运行",
    "清洗",
    "对中",
    "拆卸",
    "巡检",
    "启动",
    "停机",
    "加工",
    "焊接",
    "吊装",
    "搬运",
    "校准",
    "喷涂",
    "打磨",
    "浇筑",
    "铺设",
    "接线",
    "试压",
    "加油",
    "排污",
    "换刀",
    "定位",
    "测量",
    "分拣",
    "包装",
    "入库",
]
_PROBLEM = [
    "定位偏差大",
    "泄漏频繁",
    "温升过高",
    "振动超标",
    "磨损过快",
    "卡阻严重",
    "效率低下",
    "能耗偏高",
    "人工搬运费力",
    "粉尘外溢",
    "接触不良",
    "误动作多",
    "密封失效",
    "断裂脱落",
    "堵料停机",
    "精度不足",
    "噪声刺耳",
    "腐蚀渗漏",
    "拆装困难",
    "无法在线监测",
    "备件依赖进口",
    "作业空间狭窄",
    "响应滞后",
    "油温波动",
    "排水不畅",
    "焊缝开裂",
    "信号丢失",
    "板面划伤",
    "跑偏撒料",
    "润滑不均",
]
_METRIC = [
    "合格率",
    "故障率",
    "单班产量",
    "检修工时",
    "吨钢电耗",
    "备件费用",
    "停机时间",
    "返工率",
    "油耗",
    "定位误差",
    "噪声值",
    "泄漏量",
    "粉尘浓度",
    "使用寿命",
    "投入成本",
    "换型时间",
    "劳动强度",
    "温度波动",
    "用水量",
    "准点率",
]
_CLAUSES = """针对#O在#P过程中#B的问题，|#P时#O经常出现#B，影响了生产节奏。|班组对#O的#P环节进行了写实，统计了#N次异常。
原有#O由#D厂家设计，#P一次需要#N人配合#N小时。|我们在#O上加装了#D型#H，由#D控制其动作。|改造后#M由#N下降到#N，
#M提高了百分之#N，|项目自#N年#N月起在#C投用，|由#X、#X和#X共同完成，|经#C质量部门测定，#M达到#N，
设计了一种用于#O的#H，包括#H、#H和#H，|所述#H与#H通过#H连接，|当#O的压力超过#N兆帕时，#H自动#P，
把#O的#P顺序由先#P后#P改为先#P后#P，|在#C的#O上试验了#N个月，没有再发生#B。|主要原因是#H与#H之间的间隙超过#N毫米，
采用#D材料制作#H，厚度为#N毫米，|利用废旧的#H改制成#H，节约了#N元，|现场测量表明#O的#M为#N，
该方法已在#C的#N台#O上应用，|每年减少#P#N次，|每次#P可节省#N分钟，|按每台#N元计算，年节约#N万元，
通过#D对#O的状态进行采集，采样周期为#N秒，|控制程序根据#M判断是否需要#P，|一旦#B，系统立即停止#P并报警，
为便于#P，在#H一侧开设了#N毫米的观察孔，|#X提出把#H移到#O外侧，|经过#N次比对，选定了#D方案，
与同型号#O相比，#M少#N，|#C的#X师傅总结出#N步#P法，|首先拆下#H，其次松开#H，最后完成#O的#P。
如果#H的温度高于#N度，就应当先#P再#P，|#B的根源在于#O的#H设计不合理，|对#N处#H重新布置，
建立了#O#P的记录表，每#N天核对一次，|#H磨损后只需更换#H，不必整体#P，|将人工#P改为#D自动#P，
保持原有#O结构不变，仅增加#H，|#O连续运转#N小时后检查，#H完好，|委托#C对#H进行了检验，报告编号#N，
使#O的#M稳定在#N以内，|避免了因#B造成的#P停顿，|操作人员由#N人减为#N人，|图纸由#X绘制，#X审核，
#O所在的#D线全长#N米，|#P时无需停电，|解决了#O长期#B的难题，|为此成立了由#X牵头的攻关小组，
在#H底部设置#N个#H作为缓冲，|用#D传感器代替原来的#H，|#H采用快换结构，#P只要#N分钟，|同类#O共有#N台，
#B一直是#O的薄弱环节，|#N年共发生#B#N起，损失#N元，|调整#H的角度为#N度，|行程由#N毫米缩短到#N毫米，"""
_BOILER = """本成果由申报人独立完成，不存在知识产权争议，所填内容真实有效，如有虚假愿承担相应责任。
为深入贯彻落实新发展理念，充分发挥职工在技术创新中的主力军作用，公司工会组织开展了群众性创新活动。
该项目结构简单，操作方便，安全可靠，具有良好的推广应用价值，得到了现场职工的一致好评。
在公司领导的大力支持和各部门的积极配合下，经过小组成员的共同努力，圆满完成了预定目标。
我们将继续弘扬劳模精神、劳动精神、工匠精神，立足岗位，为企业高质量发展贡献力量。
通过本项目的实施，降低了职工的劳动强度，提高了工作效率，消除了安全隐患，取得了显著的经济效益和社会效益。
本单位对申报材料的真实性负责，该成果无安全责任事故，同意推荐申报。
随着企业的不断发展，对设备管理水平提出了更高的要求，传统的作业方式已经不能满足生产需要。
项目完成后组织了培训，编制了作业指导书，纳入了日常管理制度，形成了长效机制。
以上效益由财务部门核算，数据真实，特此说明。"""
_COMPANY = [
    "东湖重工",
    "江汉水泥",
    "楚天线缆",
    "汉水船厂",
    "荆楚钢构",
    "长岭化工",
    "沙湖食品",
    "清江水电",
    "随州铸造",
    "黄石选矿",
    "咸宁电机",
    "襄北轮胎",
]
_FAMILY = "乜亢砚仉昶缑峤禤霁笪逄亓翊佴珩筠濮郏璩晏瞿阎鄢汲逯"
_GIVEN = "珺洵烨禾铎钰晟铭屿淮澍霖昀玥翎祺骁驰皓朔茗苒恺竑"

_SLOTS = "OHPBMDCXN"


class Words:
    """All wordings as flat arrays that compiled code can read; the invented words come after the real ones."""

    def __init__(self, seed: int = 11) -> None:
        clauses = [c for line in _CLAUSES.split("\n") for c in line.split("|")]
        lists = [
            [p + h for p in _PART for h in _HEAD],
            _HEAD,
            _PROCESS,
            _PROBLEM,
            _METRIC,
            _COMPANY,
            _BOILER.split("\n"),
            clauses,
            _invented(seed),
        ]
        self.starts = np.cumsum([0, *(len(words) for words in lists)]).astype(np.int64)
        flat = [word for words in lists for word in words]
        self.offsets = np.cumsum([0, *(len(word) for word in flat)]).astype(np.int64)
        self.characters = np.frombuffer("".join(flat).encode("utf-16-le"), dtype=np.uint16).copy()
        self.names = np.array([ord(c) for c in _FAMILY + _GIVEN], dtype=np.uint16)
        self.slots = np.array([ord(c) for c in _SLOTS], dtype=np.uint16)
        self.seed = seed

    def topic(self, number: int) -> int:
        return int(_topic(_state(number, self.seed)))

    def text(self, number: int, *, topic: int = -1) -> str:
        """The text of this number; on a topic of choice, where one is given."""
        room = np.empty(8192, dtype=np.uint16)
        length = _write(
            room, number, topic, self.seed, self.starts, self.offsets, self.characters, self.names, self.slots
        )
        return room[:length].tobytes().decode("utf-16-le")


def _invented(seed: int) -> list[str]:
    """Two-character words over the standard's common characters, a few of them far more used than the rest."""
    common = [bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF)]
    draw = np.random.default_rng(seed)
    order = draw.permutation(len(common))
    rank = (len(common) * draw.random((_WORDS, 2)) ** 2.2).astype(int)
    return [common[order[a]] + common[order[b]] for a, b in rank]


@njit(cache=True)
def _next(state):
    state[0] = state[0] * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
    value = state[0]
    value = (value ^ (value >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    return value ^ (value >> np.uint64(29))


@njit(cache=True)
def _draw(state, below):
    return np.int64(_next(state) % np.uint64(below))


@njit(cache=True)
def _unit(state):
    return np.float64(_next(state) >> np.uint64(11)) / 9007199254740992.0


@njit(cache=True)
def _copy(room, at, word, offsets, characters):
    for k in range(offsets[word], offsets[word + 1]):
        room[at] = characters[k]
        at += 1
    return at


@njit(cache=True)
def _state(number, seed):
    state = np.array([np.uint64(number) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed)], dtype=np.uint64)
    _next(state)
    return state


@njit(cache=True)
def _topic(state):
    return np.int64(TOPICS * _unit(state) ** 2)


@njit(cache=True)
def _write(room, number, topic, seed, starts, offsets, characters, names, slots):
    state = _state(number, seed)
    drawn = _topic(state)
    if topic < 0:
        topic = drawn
    about = np.array([np.uint64(topic) * np.uint64(0xD1342543DE82EF95) + np.uint64(77)], dtype=np.uint64)
    _next(about)
    own = np.empty(5, dtype=np.int64)  # object, two processes, problem, metric of the topic
    for k, kind in enumerate((0, 2, 2, 3, 4)):
        own[k] = starts[kind] + _draw(about, starts[kind + 1] - starts[kind])
    length = 50 + np.int64(
        np.exp(5.95 + 0.78 * np.sqrt(-2 * np.log(1 - _unit(state))) * np.cos(6.2831853 * _unit(state)))
    )
    length = min(length, 3000)
    free = 0.15 + 0.45 * _unit(state)
    boiler = _unit(state) < 0.12
    at, clause = 0, 0
    while at < length:
        if boiler and at > length // 2:
            at = _copy(room, at, starts[6] + _draw(state, starts[7] - starts[6]), offsets, characters)
            boiler = False
        elif _unit(state) < free:
            word = np.int64((starts[9] - starts[8]) * _unit(state) ** 2)
            for _ in range(5 + _draw(state, 14)):
                at = _copy(room, at, starts[8] + word, offsets, characters)
                follower = np.int64(_FOLLOWERS * _unit(state) ** 3)
                mixed = np.array(
                    [np.uint64(word * 64 + follower) * np.uint64(0xD6E8FEB86659FD93)], dtype=np.uint64
                )
                word = np.int64((starts[9] - starts[8]) * _unit(mixed) ** 2)
            room[at] = 0x3002
            at += 1
        else:
            # Half of the time the clause that everybody has next, so that one topic shares whole passages.
            clause = (
                (clause + 1) % (starts[8] - starts[7])
                if _unit(state) < 0.5
                else _draw(state, starts[8] - starts[7])
            )
            at = _clause(room, at, starts[7] + clause, state, own, starts, offsets, characters, names, slots)
    room[at - 1] = 0x3002
    return at


@njit(cache=True)
def _clause(room, at, clause, state, own, starts, offsets, characters, names, slots):
    k = offsets[clause]
    while k < offsets[clause + 1]:
        if characters[k] != 35:
            room[at] = characters[k]
            at, k = at + 1, k + 1
            continue
        kind = 0
        while slots[kind] != characters[k + 1]:
            kind += 1
        k += 2
        if kind == 8:
            for _ in range(1 + _draw(state, 4)):
                room[at] = 48 + _draw(state, 10)
                at += 1
        elif kind == 7:
            for _ in range(2 + _draw(state, 2)):
                room[at] = names[_draw(state, len(names))]
                at += 1
        elif kind == 5:
            word = starts[8] + np.int64((starts[9] - starts[8]) * _unit(state))
            at = _copy(room, at, word, offsets, characters)
        elif kind == 6:
            at = _copy(room, at, starts[5] + _draw(state, starts[6] - starts[5]), offsets, characters)
        else:
            word = starts[kind] + _draw(state, starts[kind + 1] - starts[kind])
            if _unit(state) < 0.8 and kind != 1:
                word = own[kind] if kind == 0 else own[1 + _draw(state, 2)] if kind == 2 else own[kind]
            at = _copy(room, at, word, offsets, characters)
    return at
