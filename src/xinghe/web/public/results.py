"""What anybody may see of results: the search, and one result at its stable address. Only cleared fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from xinghe.foundation import clock
from xinghe.foundation.search import Snippet
from xinghe.programmes.queries import calls_open
from xinghe.results import queries
from xinghe.results.vocab import BASIS_LABELS, CATEGORY_LABELS, FIELD_LABELS
from xinghe.web.kit.address import changed
from xinghe.web.kit.doors import reading
from xinghe.web.kit.parts import Choice, Facet, Figure, Pager
from xinghe.web.kit.qr import qr_picture
from xinghe.web.kit.sparing import DEEPEST, sparingly
from xinghe.web.kit.words import word
from xinghe.web.public.calls import HEAVY, CallRow, call_row
from xinghe.web.public.frame import public_page

PAGE = 20
SHOWN_CHOICES = 12
SHOWN_CALLS = 4


class SearchForm(forms.Form):
    """What stands in the address. What cannot be read narrows nothing."""

    q = forms.CharField(required=False, max_length=100, label=gettext_lazy("Search"))
    place = forms.RegexField(r"^(\d+\.)*$", required=False)
    category = forms.CharField(required=False, max_length=40)
    field = forms.CharField(required=False, max_length=40)
    year = forms.IntegerField(required=False, min_value=1949, max_value=2100)
    page = forms.IntegerField(required=False, min_value=1, max_value=DEEPEST)

    def wanted(self) -> queries.ResultFilter:
        """The narrowing."""
        self.is_valid()
        read = self.cleaned_data
        return queries.ResultFilter(
            words=read.get("q", ""),
            place_path=read.get("place", ""),
            category=read.get("category", ""),
            field=read.get("field", ""),
            year=read.get("year"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One result that was found."""

    url: str
    title: Snippet
    passage: Snippet
    category: str
    field: str
    unit: str
    year: int
    creators: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """What was found, and how to narrow it."""

    words: str
    count: str
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    is_narrowed: bool
    is_window: bool
    pager: Pager


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """The front door: search, and the newest."""

    figures: tuple[Figure, ...]
    calls: tuple[CallRow, ...]
    newest: tuple[Hit, ...]
    points: int


def _hit(found: queries.Hit) -> Hit:
    result = found.result
    return Hit(
        url=reverse("public:result", args=[result.code]),
        title=found.title,
        passage=found.passage,
        category=word(CATEGORY_LABELS, result.category),
        field=word(FIELD_LABELS, result.field),
        unit=result.unit.name,
        year=result.year,
        creators="、".join(creator.name for creator in result.creators.all()),
    )


@require_GET
@reading
def home(request: HttpRequest) -> HttpResponse:
    """The front door."""
    found = queries.find_published(queries.ResultFilter(), size=6)
    now = clock.now()
    page = HomePage(
        figures=(
            Figure(
                label=_("published results"),
                value=_count(found),
                url=reverse("public:results"),
                definition=_("Five-small results that a second person cleared and an officer published."),
            ),
        ),
        calls=tuple(call_row(one, now=now) for one in calls_open(now).defer(*HEAVY)[:SHOWN_CALLS]),
        newest=tuple(_hit(hit) for hit in found.hits),
        points=found.count.number,
    )
    return public_page(request, "public/home.html", page)


@require_GET
@sparingly
@reading
def search(request: HttpRequest) -> HttpResponse:
    """Find results by words, pinyin initials, place, category, field and year."""
    form = SearchForm(request.GET)
    wanted = form.wanted()
    number = form.cleaned_data.get("page") or 1
    found = queries.find_published(wanted, start=(number - 1) * PAGE, size=PAGE)
    more = number < DEEPEST and number * PAGE < found.count.number
    page = SearchPage(
        words=wanted.words,
        count=_count_words(found),
        hits=tuple(_hit(hit) for hit in found.hits),
        facets=_facets(request, found, wanted),
        is_narrowed=bool(request.GET),
        is_window=found.is_window,
        pager=Pager(
            previous=changed(request.GET, page=number - 1 if number > 2 else None) if number > 1 else "",
            next=changed(request.GET, page=number + 1) if more else "",
        ),
    )
    return public_page(request, "public/results.html", page)


def _count_words(found: queries.Findings) -> str:
    count = ngettext("%(count)s result", "%(count)s results", found.count.number)
    return count % {"count": _count(found)}


def _count(found: queries.Findings) -> str:
    return f"{found.count.number:,}" + ("+" if found.count.is_capped else "")


def _facets(request: HttpRequest, found: queries.Findings, wanted: queries.ResultFilter) -> tuple[Facet, ...]:
    chosen = {
        "place": wanted.place_path,
        "category": wanted.category,
        "field": wanted.field,
        "year": str(wanted.year or ""),
    }
    names = {"place": _("Place"), "category": _("Category"), "field": _("Field"), "year": _("Year")}
    labels: dict[str, Mapping[Any, str]] = {"category": CATEGORY_LABELS, "field": FIELD_LABELS}
    query = request.GET.copy()
    query.pop("page", None)
    shown = []
    for name, label in names.items():
        choices = tuple(
            Choice(
                label=one.label or word(labels.get(name, {}), one.value),
                count=one.number,
                url=changed(query, **{name: None if one.value == chosen[name] else one.value}),
                chosen=one.value == chosen[name],
            )
            for one in found.facets.get(name, ())[:SHOWN_CHOICES]
        )
        if choices:
            shown.append(Facet(label=label, choices=choices))
    return tuple(shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact with its name."""

    name: str
    value: object
    kind: str = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """One published result: an allow-list, not the record."""

    code: str
    title: str
    facts: tuple[Fact, ...]
    creators: tuple[str, ...]
    sections: tuple[Fact, ...]
    published_at: object
    address: str
    qr_url: str


def address_of(code: str) -> str:
    """The stable address of a result, as it is printed."""
    return settings.XINGHE.origin + reverse("public:result", args=[code])


@require_GET
@reading
def result(request: HttpRequest, code: str) -> HttpResponse:
    """One published result."""
    found = queries.published_result(code)
    page = ResultPage(
        code=found.code,
        title=found.title,
        facts=(
            Fact(name=_("Category"), value=word(CATEGORY_LABELS, found.category)),
            Fact(name=_("Field"), value=word(FIELD_LABELS, found.field)),
            Fact(name=_("Unit"), value=found.unit.name),
            Fact(
                name=_("Finished"),
                value=found.finished,
                kind="day",
            ),
            Fact(name=_("Yearly benefit"), value=found.benefit, kind="amount"),
            Fact(name=_("Basis"), value=word(BASIS_LABELS, found.benefit_basis)),
        ),
        creators=tuple(creator.name for creator in found.creators.all()),
        sections=tuple(
            Fact(name=name, value=value)
            for name, value in (
                (_("Problem"), found.problem),
                (_("Solution"), found.solution),
                (_("Innovation"), found.innovation),
                (_("Effect"), found.effect),
            )
            if value.strip("。. ")
        ),
        published_at=found.published_at,
        address=address_of(found.code),
        qr_url=reverse("public:result-qr", args=[found.code]),
    )
    return public_page(request, "public/result.html", page)


@require_GET
@reading
def qr(request: HttpRequest, code: str) -> HttpResponse:
    """The stable address as a QR picture."""
    found = queries.published_result(code)
    return qr_picture(address_of(found.code))
