"""What anybody may see of calls: those that are open, those to come, those that are past, and everything one goes by."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xinghe.foundation import clock
from xinghe.notices.queries import public_notices
from xinghe.programmes import queries
from xinghe.programmes.rules.form import Field, FieldType
from xinghe.programmes.rules.judging import METHOD_LABELS, SETTLING_LABELS
from xinghe.programmes.rules.terms import Terms
from xinghe.unions.vocab import LINE_LABELS, Line
from xinghe.web.kit.address import changed
from xinghe.web.kit.answers import own_words
from xinghe.web.kit.called import called_categories
from xinghe.web.kit.calls import ArticleShown, TimeLeft, articles_of, time_left
from xinghe.web.kit.doors import reading
from xinghe.web.kit.parts import Pager
from xinghe.web.kit.qr import qr_picture
from xinghe.web.kit.sparing import DEEPEST, sparingly
from xinghe.web.public.frame import public_page
from xinghe.web.public.notices import NoticeShown, notice_shown

PAGE = 20
# What a list does not show and every row would bring along.
HEAVY = ("terms", "announcement")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """One call in a list."""

    title: str
    url: str
    kind: str
    organiser: str
    edition: str
    time: TimeLeft
    opens_at: datetime | None
    closes_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsPage:
    """The calls there are and were."""

    open: tuple[CallRow, ...]
    coming: tuple[CallRow, ...]
    past: tuple[CallRow, ...]
    pager: Pager


@require_GET
@sparingly
@reading
def calls(request: HttpRequest) -> HttpResponse:
    """Open calls, those that close first in front; then those to come and those that are past."""
    now = clock.now()
    number = _page_of(request)
    published = queries.calls_open(now, ended_too=True).defer(*HEAVY)
    past = list(published.filter(closes_at__lte=now)[(number - 1) * PAGE : number * PAGE + 1])
    is_first = number == 1
    page = CallsPage(
        open=tuple(call_row(one, now=now) for one in queries.calls_open(now).defer(*HEAVY))
        if is_first
        else (),
        coming=tuple(call_row(one, now=now) for one in published.filter(opens_at__gt=now))
        if is_first
        else (),
        past=tuple(call_row(one, now=now) for one in past[:PAGE]),
        pager=Pager(
            previous=changed(request.GET, page=number - 1 if number > 2 else None) if number > 1 else "",
            next=changed(request.GET, page=number + 1) if len(past) > PAGE and number < DEEPEST else "",
        ),
    )
    return public_page(request, "public/calls.html", page)


def _page_of(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return min(max(int(asked), 1), DEEPEST) if asked.isdecimal() and len(asked) < 5 else 1


def call_row(call: queries.Call, *, now: datetime) -> CallRow:
    """A call as lists show it. 0 queries."""
    return CallRow(
        title=call.title,
        url=reverse("public:call", args=[call.code]),
        kind=own_words(call.kind.title),
        organiser=call.union.name,
        edition=call.edition,
        time=time_left(call, now=now),
        opens_at=call.opens_at,
        closes_at=call.closes_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionShown:
    """A question of the form, before anybody answers it."""

    label: str
    takes: str
    may_be_empty: bool
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionShown:
    """Questions under one heading."""

    title: str
    questions: tuple[QuestionShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceShown:
    """Files that are asked for."""

    code: str
    label: str
    asked: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionShown:
    """One thing that is scored."""

    label: str
    points: int
    guidance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeShown:
    """A grade, and how many there are of it."""

    label: str
    most: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPage:
    """Everything a call is gone by."""

    code: str
    title: str
    kind: str
    organiser: str
    edition: str
    announcement: str
    time: TimeLeft
    opens_at: datetime | None
    closes_at: datetime | None
    opened_at: datetime | None
    who: tuple[str, ...]
    articles: tuple[ArticleShown, ...]
    sections: tuple[SectionShown, ...]
    evidence: tuple[EvidenceShown, ...]
    rubric: tuple[CriterionShown, ...]
    extra_points: str
    grades: tuple[GradeShown, ...]
    judging: tuple[str, ...]
    notice_days: int
    notices: tuple[NoticeShown, ...]
    digest: str
    apply_url: str
    address: str
    qr_url: str


@require_GET
@reading
def call(request: HttpRequest, code: str) -> HttpResponse:
    """One call: the announcement, its dates, and the terms that it opened with."""
    found, now = queries.published_call(code), clock.now()
    terms, kind = found.said_terms, found.kind
    page = CallPage(
        code=code,
        title=found.title,
        kind=own_words(kind.title),
        organiser=found.union.name,
        edition=found.edition,
        announcement=found.announcement,
        time=time_left(found, now=now),
        opens_at=found.opens_at,
        closes_at=found.closes_at,
        opened_at=found.opened_at,
        who=_who(found),
        articles=articles_of(kind, terms),
        sections=tuple(
            SectionShown(
                title=own_words(section.title),
                questions=tuple(_question(field) for field in section.fields),
            )
            for section in terms.form.sections
        ),
        evidence=_evidence(terms),
        rubric=tuple(
            CriterionShown(label=own_words(one.label), points=one.points, guidance=own_words(one.guidance))
            for one in terms.rubric.criteria
        ),
        extra_points=_extra_points(terms),
        grades=tuple(
            GradeShown(label=own_words(grade.label), most="" if grade.most is None else f"{grade.most:,}")
            for grade in terms.grades
        ),
        judging=_judging(terms),
        notice_days=terms.notice_days,
        notices=tuple(map(notice_shown, public_notices(now, call_code=code))),
        digest=found.terms_digest,
        apply_url=reverse("portal:call", args=[code]),
        address=address_of(code),
        qr_url=reverse("public:call-qr", args=[code]),
    )
    return public_page(request, "public/call.html", page)


def address_of(code: str) -> str:
    """The stable address of a call, as it is printed."""
    return settings.XINGHE.origin + reverse("public:call", args=[code])


@require_GET
@reading
def call_qr(request: HttpRequest, code: str) -> HttpResponse:
    """The stable address as a QR picture."""
    return qr_picture(address_of(queries.published_call(code).code))


def _who(call: queries.Call) -> tuple[str, ...]:
    kind = call.kind
    said = [_("Who is enrolled at a unit below “%(organiser)s”.") % {"organiser": call.union.name}]
    if kind.lines != frozenset(Line):
        lines = _(", ").join(own_words(LINE_LABELS[line]) for line in sorted(kind.lines))
        said.append(_("Only on the %(lines)s.") % {"lines": lines})
    if kind.needs_result:
        said.append(_("With a result of one's own that is recorded here."))
    if kind.per_applicant is not None:
        said.append(_("At most %(count)s for each applicant.") % {"count": kind.per_applicant})
    if call.said_terms.categories:
        names = _(", ").join(called_categories(call.said_terms).values())
        said.append(_("In these categories: %(names)s.") % {"names": names})
    return tuple(said)


def _question(field: Field) -> QuestionShown:
    return QuestionShown(
        label=own_words(field.label),
        takes=_takes(field),
        may_be_empty=not field.is_required,
        columns=tuple(own_words(column.label) for column in field.columns),
    )


def _takes(field: Field) -> str:
    match field.type:
        case FieldType.TEXT | FieldType.LONG_TEXT:
            return _("at most %(limit)s characters") % {"limit": field.limit}
        case FieldType.CHOICE:
            shown = [own_words(label) for _code, label in field.options]
            return (
                _(", ").join(shown)
                if len(shown) <= MOST_OPTIONS
                else _("one of %(count)s") % {"count": len(shown)}
            )
        case FieldType.TABLE:
            return (
                _("any number of rows")
                if field.most is None
                else _("at most %(most)s rows") % {"most": field.most}
            )
        case FieldType.MONEY | FieldType.NUMBER:
            return own_words(field.unit) or _("a figure")
        case FieldType.DATE:
            return _("a day")
    return ""


# More choices than these are not named one by one.
MOST_OPTIONS = 8


def _evidence(terms: Terms) -> tuple[EvidenceShown, ...]:
    def asked(least: int, *, is_conditional: bool) -> str:
        if not least:
            return _("may stay empty")
        words = _("at least %(least)s") % {"least": least}
        return _("%(words)s, where it applies") % {"words": words} if is_conditional else words

    return tuple(
        EvidenceShown(
            code=str(need.code),
            label=_(need.code.label),
            asked=asked(need.least, is_conditional=need.when is not None),
            hint=own_words(need.hint),
        )
        for need in terms.evidence
    )


def _extra_points(terms: Terms) -> str:
    rubric = terms.rubric
    if not (rubric.bonus or rubric.malus):
        return ""
    return _("At most %(bonus)s points more and %(malus)s less, each with a reason.") % {
        "bonus": rubric.bonus,
        "malus": rubric.malus,
    }


def _judging(terms: Terms) -> tuple[str, ...]:
    judging = terms.judging
    return (
        _("%(count)s judges read each application.") % {"count": judging.per_entry},
        _("They do not learn whose it is.") if judging.is_blind else _("They know whose it is."),
        _("Their scores are put together so: %(method)s.") % {"method": _(METHOD_LABELS[judging.method])},
        _("It is settled by: %(settling)s.") % {"settling": _(SETTLING_LABELS[judging.settling])},
    )
