"""Who answers, and in time: for everybody to see. No silent idea."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from xinghe.foundation import clock
from xinghe.ideas import queries
from xinghe.ideas.vocab import ANSWER_DAYS
from xinghe.unions.queries import ancestors, public_union, top
from xinghe.web.kit.doors import reading
from xinghe.web.kit.parts import Column, Place
from xinghe.web.kit.sparing import sparingly
from xinghe.web.public.frame import public_page


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One union's line. Empty figures: too few to show."""

    name: str
    url: str
    handed_in: str
    in_time: str
    late: str
    waiting_late: str
    accepted: str
    implemented: str
    share: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersPage:
    """The table."""

    heading: str
    trail: tuple[Place, ...]
    since: date
    days: int
    least: int
    columns: tuple[Column, ...]
    rows: tuple[Shown, ...]
    whole: Shown
    tallied_at: datetime | None


@sparingly
@require_GET
@reading
def answers(request: HttpRequest, union_id: int | None = None) -> HttpResponse:
    """How the unions right below one answered in the last twelve months."""
    union = public_union(union_id) if union_id else top()
    today = clock.today()
    since = date(today.year - 1, today.month, 1)
    table = queries.answer_table(union, since=since)
    page = AnswersPage(
        heading=union.name,
        trail=tuple(
            Place(label=one.name, url=reverse("public:answers-of", args=[one.pk]))
            for one in ancestors(union.territory_path or union.industry_path)
        )[:-1],
        since=since,
        days=ANSWER_DAYS,
        least=queries.LEAST_SHOWN,
        columns=(
            Column(label=_("Union")),
            Column(label=_("Handed in"), kind="number"),
            Column(label=_("Answered in time"), kind="number"),
            Column(label=_("Answered late"), kind="number"),
            Column(label=_("Late, without an answer"), kind="number"),
            Column(label=pgettext("idea", "Accepted"), kind="number"),
            Column(label=_("In use"), kind="number"),
            Column(label=_("In time"), kind="number"),
        ),
        rows=tuple(_shown(row) for row in table.rows),
        whole=_shown(table.whole),
        tallied_at=table.tallied_at,
    )
    return public_page(request, "public/answers.html", page)


def _shown(row: queries.AnswerRow) -> Shown:
    def figure(value: int | None) -> str:
        return "" if value is None else f"{value:,}"

    share = row.in_time_share
    return Shown(
        name=row.name,
        url=reverse("public:answers-of", args=[row.union_id]) if row.has_below else "",
        handed_in=figure(row.handed_in),
        in_time=figure(row.answered_in_time),
        late=figure(row.answered_late),
        waiting_late=figure(row.waiting_late),
        accepted=figure(row.accepted),
        implemented=figure(row.implemented),
        share="" if share is None else f"{share:.0%}",
    )
