"""Papers as a federation would write them, with invented firms and people."""

from datetime import date

from xinghe.papers.rules.layout import (
    Annex,
    ApplicationForm,
    Certificate,
    Column,
    Criterion,
    Field,
    FieldGrid,
    Heading,
    LongText,
    MeetingRecord,
    NoticePage,
    OfficialDocument,
    Opinion,
    Paragraph,
    Plaque,
    Pledge,
    QrMark,
    RowTable,
    ScoreRow,
    ScoringSheet,
    SealPage,
    Section,
    Table,
)

DAY = date(2026, 3, 2)
DIGEST = "3f2a9c1b77d04e5588c1a2b3d4e5f60718293a4b5c6d7e8f9012a3b4c5d6e7f8"
MARK = QrMark(address="https://xinghe.example/v/9f3k2m7q", words="扫码核验")

_TITLES = (
    "高炉铸造机械手智能换模装置",
    "大跨度钢箱梁焊接变形控制工法",
    "基于BIM的地铁车站装配式施工技术",
    "汉江航道疏浚船舶液压系统节能改造",
    "10kV配网带电作业机器人末端工具",
)
_UNITS = (
    "星河钢铁有限公司炼铁厂",
    "江汉路桥工程有限公司",
    "楚天轨道交通集团有限公司",
    "荆襄电力设备有限公司",
)
_PEOPLE = ("龑文", "张𬱖", "欧阳建国", "李秀英、王强、赵磊")


def award_list(count: int = 60) -> Table:
    """A list that takes several pages."""
    return Table(
        columns=(
            Column(title="序号", width=0.7),
            Column(title="成果名称", width=3.4, align="left"),
            Column(title="完成单位", width=2.6, align="left"),
            Column(title="主要完成人", width=1.8),
            Column(title="等次", width=1),
        ),
        rows=tuple(
            (
                str(n),
                _TITLES[n % 5],
                _UNITS[n % 4],
                _PEOPLE[n % 4],
                "特等" if n < 4 else "一等" if n < 20 else "二等",
            )
            for n in range(1, count + 1)
        ),
    )


def decision(**changes: object) -> OfficialDocument:
    """A decision with an annex."""
    values: dict[str, object] = {
        "issuers": ("星河省总工会",),
        "number": "星工发〔2026〕12号",
        "title": "星河省总工会关于公布第九届全省职工优秀技术创新成果名单的决定",
        "addressee": "各市、州、直管市、神农架林区总工会，各产业工会，省直机关工会，各大型企业工会",
        "body": (
            Paragraph(
                text="为深入贯彻落实党中央关于产业工人队伍建设改革的决策部署，大力弘扬劳模精神、劳动精神、工匠精神，2025年6月以来，省总工会会同省科技厅、省人社厅组织开展了第九届全省职工优秀技术创新成果交流活动。经基层初评推荐、材料审核、专家网络初评、会评答辩、媒体公示和考察审定，决定对《高炉铸造机械手智能换模装置》等60项成果予以公布。"
            ),
            Heading(text="总体要求"),
            Paragraph(
                text="各级工会要以此次活动为契机，坚持面向一线、服务职工，推动职工技术创新工作高质量发展，三年内实现规模以上企业全覆盖，参与职工超过120万人次，节约成本约3.6亿元。"
            ),
            Heading(text="重点任务"),
            Heading(
                level=2,
                text="加强成果转化应用。",
                then="建立成果台账和供需对接机制，每年组织不少于2次“成果进企业”活动，对转化效益突出的成果给予持续支持。",
            ),
            Heading(level=2, text="完善激励保障机制"),
            Heading(level=3, text="落实奖励政策。", then="鼓励企业将创新成果与岗位晋升、技能等级认定挂钩。"),
            Heading(
                level=3,
                text="强化典型宣传。",
                then="通过“中工网”、地方媒体和职工书屋等渠道，宣传一线职工创新故事。",
            ),
            Heading(level=4, text="线上宣传", then="：由省总工会网络工作部负责；"),
            Heading(level=4, text="线下宣传", then="：由各市（州）总工会负责。"),
            Heading(text="工作要求"),
            Paragraph(
                text="希望入选单位和个人珍惜荣誉、再接再厉；各级工会要加强组织领导，抓好贯彻落实。工作中的重要情况，请及时报告省总工会。"
            ),
        ),
        "annexes": (Annex(title="第九届全省职工优秀技术创新成果名单", blocks=(award_list(),)),),
        "day": DAY,
        "remark": "联系人：王明，电话：027-00000000",
        "copies": "中华全国总工会，省委办公厅，省政府办公厅",
        "printer": "星河省总工会办公室",
        "printed_on": DAY,
    }
    return OfficialDocument(**{**values, **changes})  # type: ignore[arg-type]


def form(**changes: object) -> ApplicationForm:
    """An application form with everything in it."""
    story = (
        "针对换模时间长、劳动强度大的问题，班组设计了快换定位销与气动压紧机构，使换模时间由四十分钟缩短到十二分钟，废品率由3%下降到1%以下。\n"
        "本成果的主要做法：一是采用双锥面自定心结构，重复定位精度达到±0.02mm；二是用PLC（西门子S7-1200）联锁控制压紧顺序，防止误操作；三是在模架上增设快插接头，实现油、气、电一次对接。"
    )
    values: dict[str, object] = {
        "title": "星河省职工优秀技术创新成果\n申报书",
        "edition": "第九届",
        "cover": (
            Field(label="成果名称", value=_TITLES[0]),
            Field(label="完成单位", value=_UNITS[0]),
            Field(label="第一完成人", value="张𬱖"),
            Field(label="推荐单位", value="星城市总工会"),
            Field(label="专业领域", value=""),
        ),
        "notes": (
            "本申报书由系统根据申报内容自动生成，填报内容应当真实、完整。",
            "成果不得涉及国家秘密；涉密项目不在线申报。",
        ),
        "sections": (
            Section(
                title="成果基本情况",
                parts=(
                    FieldGrid(
                        rows=(
                            (Field(label="成果名称", value=_TITLES[0], span=2),),
                            (Field(label="专业领域", value="冶金"), Field(label="成果类别", value="小发明")),
                            (
                                Field(label="起止时间", value="2024年3月至2025年6月"),
                                Field(label="联系电话", value=""),
                            ),
                            (
                                Field(label="统一社会信用代码", value="91420000MA4KXXXX0X"),
                                Field(label="年经济效益", value="约600万元（自报）"),
                            ),
                        )
                    ),
                    RowTable(
                        label="主要完成人",
                        columns=(
                            Column(title="排序", width=0.7),
                            Column(title="姓名", width=1.2),
                            Column(title="性别", width=0.7),
                            Column(title="职业资格", width=1.6),
                            Column(title="工作单位", width=2.6, align="left"),
                            Column(title="贡献比例", width=1),
                        ),
                        rows=(
                            ("1", "张𬱖", "男", "高级技师", _UNITS[0], "60%"),
                            ("2", "龑文", "女", "技师", _UNITS[0], "40%"),
                        ),
                        least_rows=5,
                    ),
                ),
            ),
            Section(
                title="成果详细内容",
                parts=(
                    LongText(label="问题背景与主要做法", text=story * 4, limit=1500),
                    LongText(label="创新点", text=story, limit=800),
                    LongText(label="推广应用前景", text="", limit=500),
                ),
            ),
        ),
        "opinions": (
            Opinion(title="申报单位意见", text="情况属实，同意申报。"),
            Opinion(title="推荐单位意见"),
            Opinion(title="省总工会审核意见"),
        ),
        "pledge": Pledge(
            paragraphs=(
                "本人（单位）郑重承诺：所提交的申报材料真实、准确、完整，成果权属清晰、无争议，不涉及国家秘密和他人商业秘密，未以同一内容重复申报。",
                "如有不实，愿意承担由此产生的一切后果，包括取消申报资格、撤销已公布的等次并予以通报。",
            ),
            signers=("张𬱖", "龑文"),
        ),
        "seal_page": SealPage(
            version=3,
            digest=DIGEST,
            mark=QrMark(address=f"https://xinghe.example/a/2026-0417/3/{DIGEST[:16]}", words="第3版"),
            seals=("申报单位", "推荐单位", "县级工会", "市级工会"),
            handed_in="2026年3月2日 10:15",
        ),
        "made_by": "星河省总工会",
        "day": DAY,
    }
    return ApplicationForm(**{**values, **changes})  # type: ignore[arg-type]


def certificate(**changes: object) -> Certificate:
    """A certificate of the exchange event."""
    values: dict[str, object] = {
        "recipient": "星河钢铁有限公司炼铁厂张𬱖、龑文",
        "text": "你们完成的成果《高炉铸造机械手智能换模装置》，在第九届全省职工优秀技术创新成果交流活动中，经评审公布为",
        "grade": "一等成果",
        "issuers": ("星河省总工会",),
        "day": DAY,
        "number": "XGCG-2026-0417",
        "mark": MARK,
        "title": "证书",
    }
    return Certificate(**{**values, **changes})  # type: ignore[arg-type]


def plaque(**changes: object) -> Plaque:
    """The plate of a studio."""
    values: dict[str, object] = {
        "title": "星河省示范性劳模工匠创新工作室",
        "name": "张𬱖劳模创新工作室",
        "issuers": ("星河省总工会",),
        "day": DAY,
        "number": "XGSF-2026-021",
        "mark": MARK,
    }
    return Plaque(**{**values, **changes})  # type: ignore[arg-type]


def notice(**changes: object) -> NoticePage:
    """A public notice with its list."""
    values: dict[str, object] = {
        "title": "关于第九届全省职工优秀技术创新成果拟入选名单的公示",
        "body": (
            Paragraph(
                text="根据《全省职工优秀技术创新成果交流活动实施方案》，经专家网络初评、会评答辩，拟确定以下成果入选，现予公示。"
            ),
            award_list(6),
        ),
        "first_day": date(2026, 2, 9),
        "last_day": date(2026, 2, 13),
        "channels": (
            Field(label="电话", value="027-00000000（工作日8:30—17:30）"),
            Field(label="电子邮箱", value="gongshi@xinghe.example"),
            Field(label="通信地址", value="星城市中山路1号星河省总工会经济技术部，邮编：430000"),
        ),
        "issuers": ("星河省总工会",),
        "day": date(2026, 2, 9),
        "digest": DIGEST,
        "mark": QrMark(address="https://xinghe.example/notices/2026-03", words="公示页面"),
    }
    return NoticePage(**{**values, **changes})  # type: ignore[arg-type]


def draw_record(**changes: object) -> MeetingRecord:
    """The record of a draw."""
    values: dict[str, object] = {
        "title": "评审专家随机抽取记录",
        "facts": (
            Field(label="活动名称", value="第九届全省职工优秀技术创新成果交流活动会评"),
            Field(label="抽取时间", value="2026年1月12日 9:00"),
            Field(label="抽取地点", value="星河省总工会三楼会议室"),
        ),
        "body": (
            Heading(text="抽取规则"),
            Paragraph(
                text="按专业领域分层，从专家库54人中抽取正选7人、备选3人；与申报单位有利害关系的12人已按规定回避。"
            ),
            Heading(text="抽取结果"),
            Table(
                columns=(
                    Column(title="组别"),
                    Column(title="正选专家", width=3, align="left"),
                    Column(title="备选专家", width=2, align="left"),
                ),
                rows=(
                    ("机械冶金", "欧阳建国、李秀英、王强", "赵磊"),
                    ("土木电力", "钱进、孙立、周舟、吴越", "郑和、冯玉"),
                ),
            ),
        ),
        "signers": ("抽取人", "监督人", "记录人", "公证员"),
        "day": date(2026, 1, 12),
        "digests": (Field(label="种子承诺", value=DIGEST), Field(label="记录摘要", value=DIGEST[::-1])),
        "mark": QrMark(address="https://xinghe.example/draws/2026-7", words="记录核验"),
    }
    return MeetingRecord(**{**values, **changes})  # type: ignore[arg-type]


def scoring_sheet(**changes: object) -> ScoringSheet:
    """What a judge fills in."""
    values: dict[str, object] = {
        "title": "第九届全省职工优秀技术创新成果会评评分表",
        "facts": (
            Field(label="组别", value="机械冶金组"),
            Field(label="评委编号", value="P-07"),
            Field(label="日期", value="2026年1月15日"),
        ),
        "criteria": (
            Criterion(name="创新性", most=30),
            Criterion(name="实用性", most=30),
            Criterion(name="效益", most=25),
            Criterion(name="推广", most=15),
        ),
        "rows": (
            ScoreRow(
                code="JX-01",
                title=_TITLES[0],
                scores=("27", "28", "22", "13"),
                total="90",
                remark="结构紧凑，节拍提升明显，效益证明充分。",
            ),
            *(ScoreRow(code=f"JX-{n:02}", title=_TITLES[n % 5]) for n in range(2, 9)),
        ),
        "notes": (
            "评分保留整数；高于或低于平均分20%的，评语不少于30字。",
            "与申报单位有利害关系的，应当回避，不得评分。",
        ),
        "day": date(2026, 1, 15),
    }
    return ScoringSheet(**{**values, **changes})  # type: ignore[arg-type]


EVERY_KIND = (decision, form, certificate, plaque, notice, draw_record, scoring_sheet)
