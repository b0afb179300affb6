"""Invented people, firms and states for the gallery: one value for each thing a component can show."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.web.kit.address import chips, columns, toggled
from xinghe.web.kit.parts import (
    Act,
    Badge,
    Chip,
    Choice,
    Column,
    Event,
    Evidence,
    Facet,
    Figure,
    Job,
    Pager,
    Place,
    Side,
    Span,
    Steps,
)


class SharesOpen(Refusal):
    """An example of a refusal: fact, number, next step."""

    code = "gallery_shares_open"
    message = gettext_noop(
        "The shares of the %(people)s creators add up to %(total)s %%, not to 100 %%. "
        "Change one share, then hand it in again."
    )
    status = 422


class FilterForm(forms.Form):
    """The filters of a list."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.SearchInput)
    category = forms.ChoiceField(
        label=_("Category"),
        required=False,
        choices=[("", _("All")), ("renovation", "小革新"), ("invention", "小发明"), ("suggestion", "小建议")],
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), ("published", "已发布"), ("returned", "退回补正")],
    )


class ResultForm(forms.Form):
    """One field of every kind."""

    title = forms.CharField(label=_("Title"), max_length=30, help_text=_("At most 30 characters."))
    category = forms.ChoiceField(
        label=_("Category"), choices=[("a", "小革新"), ("b", "小发明"), ("c", "小建议")]
    )
    problem = forms.CharField(
        label=_("The problem"),
        widget=forms.Textarea,
        help_text=_("What went wrong, how often, what it cost."),
    )
    finished = forms.DateField(
        label=_("Finished on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    basis = forms.ChoiceField(
        label=_("Benefit"), widget=forms.RadioSelect, choices=[("r", _("realised")), ("e", _("estimated"))]
    )
    shown = forms.BooleanField(label=_("May be shown to the public"), required=False)
    picture = forms.FileField(label=_("Pictures"), required=False)


class ReasonForm(forms.Form):
    """What a return needs."""

    reason = forms.CharField(label=_("What is to be put right?"), widget=forms.Textarea)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the sample table."""

    title: str
    unit: str
    people: str
    category: str
    state: Badge
    benefit: Decimal
    finished: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryPage:
    """Everything the gallery shows."""

    filters: FilterForm
    chips: tuple[Chip, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    pager: Pager
    facets: tuple[Facet, ...]
    totals: tuple[Figure, ...]
    figures: tuple[Figure, ...]
    badges: tuple[Badge, ...]
    form: ResultForm
    wrong_form: ResultForm
    refusal: Refusal
    events: tuple[Event, ...]
    jobs: tuple[Job, ...]
    steps: Steps
    trail: tuple[Place, ...]
    tabs: tuple[Place, ...]
    evidence: Evidence
    acts: tuple[Act, ...]


_ROWS = (
    (
        "转炉炉口渣清理机械臂",
        "江汉特钢第二炼钢厂",
        "陆青禾、覃望舒",
        "小革新",
        Badge(word="已发布", tone="good"),
        "1260000",
    ),
    (
        "地铁车门导轨快速检测尺",
        "楚云轨道运营一公司",
        "单见山",
        "小发明",
        Badge(word="公示中", tone="wait"),
        "86000",
    ),
    (
        "化纤纺丝组件清洗液循环再生方法及其自动补液控制装置",
        "荆江化纤有限公司",
        "解秋实、仇云深、曾砚",
        "小创造",
        Badge(word="退回补正", tone="bad"),
        "9000000",
    ),
    ("病区输液巡视路线优化建议", "沮水县人民医院", "褚知微", "小建议", Badge(word="已登记"), "0"),
    (
        "焊接机器人导电嘴自动更换工装",
        "云梦泽重工",
        "区怀瑾、查如璧",
        "小设计",
        Badge(word="一等", tone="honour"),
        "150000000",
    ),
)


def _rows() -> tuple[Row, ...]:
    return tuple(
        Row(
            title=title,
            unit=unit,
            people=people,
            category=category,
            state=state,
            benefit=Decimal(yuan),
            finished=datetime(2025, 3 + at, 7 + at, 9, 30, tzinfo=UTC),
        )
        for at, (title, unit, people, category, state, yuan) in enumerate(_ROWS)
    )


def _evidence() -> Evidence:
    ours = "炉口结渣后需人工撬除，作业温度高、粉尘大。本成果在炉前平台加装液压机械臂，由操作室遥控完成炉口渣清理，单次清渣时间由40分钟缩短到12分钟。"
    other = "针对炉口结渣需要工人近距离撬除的问题，课题组在炉前平台加装了液压机械臂，操作人员在室内遥控，每次清渣时间由40分钟缩短到12分钟，减少了高温作业。"
    shared = ("在炉前平台加装", "液压机械臂", "清渣时间由40分钟缩短到12分钟")

    def spans(text: str) -> tuple[Span, ...]:
        return tuple(
            Span(start=text.index(part), end=text.index(part) + len(part), number=at)
            for at, part in enumerate(shared, 1)
        )

    return Evidence(
        ours=Side(
            title="转炉炉口渣清理机械臂", text=ours, spans=spans(ours), facts=("江汉特钢第二炼钢厂", "2025")
        ),
        other=Side(
            title="炉口清渣遥控装置",
            text=other,
            spans=spans(other),
            facts=("汉水特钢", "2023"),
            url="#evidence",
        ),
        share="62%",
        finding=_("of this text stands in a result published in 2023"),
    )


def gallery_page(query: QueryDict) -> GalleryPage:
    """The gallery, with its filters and sort arrows answering to the address."""
    filters = FilterForm(query)
    chosen = query.getlist("place")
    places = (
        ("420100", "武汉", 48211),
        ("420500", "宜昌", 21904),
        ("420600", "襄阳", 20118),
        ("422800", "恩施土家族苗族自治州", 6032),
    )
    wrong = ResultForm({"title": "名" * 31, "basis": "r"}, prefix="wrong")
    return GalleryPage(
        filters=filters,
        chips=chips(filters, query),
        columns=columns(
            query,
            [
                ("title", _("Result"), "text"),
                ("category", _("Category"), "tight"),
                ("people", _("Creators"), "text"),
                ("benefit", _("Benefit"), "number"),
                ("finished", _("Finished"), "number"),
                ("state", _("State"), "tight"),
            ],
            sortable=("title", "benefit", "finished"),
            default="-finished",
        ),
        rows=_rows(),
        pager=Pager(position=_("1 to 25"), next="?after=25"),
        facets=(
            Facet(
                label=_("Place"),
                choices=tuple(
                    Choice(label=label, count=count, url=toggled(query, "place", code), chosen=code in chosen)
                    for code, label, count in places
                ),
                more_url="#",
            ),
        ),
        totals=(
            Figure(label=_("Results"), value="1,004,217"),
            Figure(label=_("Benefit"), value="近27.3亿", unit="元", exact="2,730,600,000"),
        ),
        figures=(
            Figure(
                label=_("Results"),
                value="100.4万",
                definition=_("Five-small results recorded from 2021 on, withdrawn ones left out."),
                url="#",
                exact="1,004,217",
            ),
            Figure(
                label=_("Studios"),
                value="4,050",
                definition=_("Studios in force today, each counted once at its highest level."),
                url="#",
            ),
            Figure(label=_("Alliances"), value="98"),
            Figure(
                label=_("Benefit"),
                value="273.06",
                unit="亿元",
                definition=_("Confirmed by the finance department of the unit; estimates left out."),
                url="#",
                exact="27,306,000,000",
            ),
        ),
        badges=(
            Badge(word=_("recorded")),
            Badge(word=_("published"), tone="good"),
            Badge(word=_("on public notice"), tone="wait"),
            Badge(word=_("returned for correction"), tone="bad"),
            Badge(word=_("first grade"), tone="honour"),
        ),
        form=ResultForm(),
        wrong_form=wrong,
        refusal=SharesOpen(people=3, total=95),
        events=(
            Event(
                at=datetime(2025, 6, 3, 8, 12, tzinfo=UTC),
                act=_("Returned for correction"),
                who="林见微",
                office="沮水县总工会",
                before=_("recorded"),
                after=_("returned for correction"),
                note="效益没有计算过程，请补一句：按哪一年的产量算。",
            ),
            Event(
                at=datetime(2025, 6, 1, 2, 40, tzinfo=UTC),
                act=_("Handed in"),
                who="陆青禾",
                office="江汉特钢第二炼钢厂",
                after=_("recorded"),
            ),
            Event(
                at=datetime(2025, 5, 28, 11, 5, tzinfo=UTC),
                act=_("Share confirmed"),
                who="覃望舒",
                office="江汉特钢第二炼钢厂",
            ),
        ),
        jobs=(
            Job(
                title=_("Reading the workbook"),
                state="running",
                done=361,
                total=575,
                note=_("28 lines refused so far"),
            ),
            Job(
                title=_("Comparing with all published results"),
                state="waiting",
                note=_("starts after the reading"),
            ),
            Job(title=_("Yearly report"), state="done", done=1, total=1),
            Job(title=_("Yearly report"), state="stopped", done=3, total=8, note=_("Stopped by 林见微")),
        ),
        steps=Steps(now=2, total=5, label=_("Who took part")),
        trail=(Place(label=_("Results"), url="#"), Place(label="江汉特钢第二炼钢厂", url="#")),
        tabs=(
            Place(label=_("To do"), url="#", here=True, count=12),
            Place(label=_("Sent on"), url="#", count=1204),
            Place(label=_("All"), url="#"),
        ),
        evidence=_evidence(),
        acts=(
            Act(
                label=_("Return for correction"),
                url="#",
                method="post",
                grave=True,
                question=_("It goes back to 陆青禾 with your reason."),
                form=ReasonForm(),
            ),
            Act(label=_("Recommend"), reason=_("one creator has not confirmed their share yet")),
            Act(label=_("Publish"), url="#", method="post", primary=True),
        ),
    )
