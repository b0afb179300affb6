"""One notice: its list, the days that count, the evidence that it was published, and what may be done next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.foundation import clock
from xinghe.foundation.errors import Missing
from xinghe.notices import actions, queries
from xinghe.notices.rules.clock import Period, china_date, may_still_move
from xinghe.notices.rules.listing import Line
from xinghe.notices.rules.printing import page_of, printed
from xinghe.notices.rules.words import Contact
from xinghe.notices.vocab import NOTICE_STATE_LABELS, STANDING, NoticeState
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.notices_forms import CorrectionForm
from xinghe.web.desk.notices_list import state_badge
from xinghe.web.desk.recommendation_forms import SeenForm
from xinghe.web.kit.doors import actor_of, changing, reading
from xinghe.web.kit.history import history
from xinghe.web.kit.notices import DayShown, days_shown, left_of
from xinghe.web.kit.parts import Act, Badge, Event
from xinghe.web.kit.words import day_word


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShown:
    """A line of the list, with where its application lies."""

    number: int
    line: Line
    people: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePage:
    """One notice."""

    title: str
    code: str
    state: Badge
    left: str
    call: str
    call_url: str
    facts: tuple[tuple[str, str], ...]
    introduction: str
    correction: str
    lines: tuple[LineShown, ...]
    contacts: tuple[Contact, ...]
    is_draft: bool
    days: tuple[DayShown, ...]
    days_words: str
    is_provisional: bool
    digest: str
    paper_digest: str
    public_url: str
    paper_url: str
    list_url: str
    edit_url: str
    replaces_url: str
    replaced_url: str
    objections: int | None
    objections_url: str
    record_url: str
    events: tuple[Event, ...]
    next_words: str
    acts: tuple[Act, ...]


@require_GET
@reading
def notice(request: HttpRequest, code: str) -> HttpResponse:
    """One notice, for the officers of its union and those above."""
    return _page(request, code)


def _page(
    request: HttpRequest, code: str, *, typed: Mapping[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    found = queries.notice_for(actor, code)
    is_draft = found.state == NoticeState.DRAFT
    published_on = china_date(found.published_at or now)
    period = Period.of(now, days=found.notice_days) if is_draft else found.period
    handles = found.union_id in actor.desks_for(Power.OBJECTION_HANDLE)
    makes = found.union_id in actor.desks_for(Power.NOTICE_MAKE)
    later = queries.correction_of(found)
    address = f"{reverse('desk:objections')}?notice={code}"
    page = NoticePage(
        title=found.title,
        code=code,
        state=state_badge(found, now),
        left=left_of(found.takes_until, now) if found.state == NoticeState.PUBLISHED else "",
        call=found.call.title,
        call_url=reverse("desk:call", args=[found.call.code]),
        facts=_facts(found),
        introduction=found.introduction,
        correction=found.correction,
        lines=tuple(
            LineShown(
                number=number,
                line=line,
                people="、".join(line.people),
                url=reverse("desk:application", args=[line.code])
                if actor.carries(Power.APPLICATION_READ)
                else "",
            )
            for number, line in enumerate(found.lines, 1)
        ),
        contacts=found.contacts,
        is_draft=is_draft,
        days=days_shown(published_on, period.closes_on),
        days_words=_days_words(found, period, is_draft=is_draft),
        is_provisional=may_still_move(published_on, period.closes_on),
        digest=found.digest,
        paper_digest="" if is_draft else queries.public_notice(code, now).paper_digest,
        public_url="" if is_draft else reverse("public:notice", args=[code]),
        paper_url=reverse("desk:notice-paper", args=[code])
        if is_draft
        else reverse("public:notice-paper", args=[code]),
        list_url="" if is_draft else reverse("public:notice-list", args=[code]),
        edit_url=reverse("desk:notice-edit", args=[code]) if is_draft and makes else "",
        replaces_url=reverse("desk:notice", args=[found.replaces.code]) if found.replaces else "",
        replaced_url=reverse("desk:notice", args=[later]) if later else "",
        objections=queries.open_counts(actor, [found.pk]).get(found.pk, 0)
        if handles and not is_draft
        else None,
        objections_url=address,
        record_url=f"{reverse('desk:objection-new')}?notice={code}" if handles and not is_draft else "",
        events=history("notices.notice", found.pk, words={"state": NOTICE_STATE_LABELS}),
        next_words=_next_words(found, later),
        acts=_acts(actor, found, later, typed=typed or {}) if makes else (),
    )
    return desk_page(request, "desk/notice.html", page, status=status)


def _facts(found: queries.Notice) -> tuple[tuple[str, str], ...]:
    def days(number: int) -> str:
        return ngettext("%(n)s working day", "%(n)s working days", number) % {"n": number}

    facts = (
        (_("Published by"), found.union.name),
        (_("Drafted by"), found.made_by.name),
        (_("Second person"), found.published_by.name if found.published_by else ""),
        (_("Time of the notice"), days(found.notice_days)),
        (_("Admission of an objection"), days(found.accept_days)),
        (_("Looking into it"), days(found.investigate_days)),
        (_("Time to answer"), days(found.reply_days)),
    )
    return tuple((name, value) for name, value in facts if value)


def _days_words(found: queries.Notice, period: Period, *, is_draft: bool) -> str:
    told = {"first": day_word(period.opens_on), "last": day_word(period.closes_on), "days": found.notice_days}
    if is_draft:
        return (
            _("Published today, it would run from %(first)s to the end of %(last)s: %(days)s working days.")
            % told
        )
    return _("It runs from %(first)s to the end of %(last)s: %(days)s working days.") % told


def _next_words(found: queries.Notice, later: str) -> str:
    """What comes next, and who must act."""
    if later and found.state in STANDING:
        return _("The corrected notice %(code)s is to take its place.") % {"code": later}
    match NoticeState(found.state):
        case NoticeState.DRAFT:
            return _("A second person of %(union)s publishes it, not %(person)s, who drafted it.") % {
                "union": found.union.name,
                "person": found.made_by.name,
            }
        case NoticeState.CLOSED if found.confirmed_at is None:
            return _("Another notice took its place.")
        case NoticeState.CLOSED if queries.awaits_decision(found):
            return _("Everything on it is confirmed. The decision follows.")
        case NoticeState.CLOSED:
            return _("Everything on it was confirmed, and the decision is issued.")
    if clock.now() < found.takes_until:
        return _("Objections are taken until the end of %(day)s.") % {"day": day_word(found.period.closes_on)}
    return _("Its time is over.")


def _acts(
    actor: Actor, found: queries.Notice, later: str, *, typed: Mapping[str, forms.Form]
) -> tuple[Act, ...]:
    """What this person may do with it now, the usual one last. At most 3 queries."""

    def act(name: str, label: str, question: str, *, primary: bool = False, grave: bool = False) -> Act:
        kind = CorrectionForm if name == "correct" else SeenForm
        return Act(
            label=label,
            url=reverse(f"desk:notice-{name}", args=[found.code]),
            method="post",
            form=typed.get(name) or kind(initial={"version": found.version}, auto_id=f"{name}-%s"),
            question=question,
            primary=primary,
            grave=grave,
        )

    if found.state == NoticeState.DRAFT:
        publish = _("Publish")
        return (
            act("throw-away", _("Throw away"), _("The draft is gone; the record says so."), grave=True),
            Act(label=publish, reason=_("You drafted it yourself; a colleague publishes it."))
            if found.made_by_id == actor.person_id
            else act(
                "publish",
                publish,
                _(
                    "You have read its list. Anybody can read it then; it is never changed, and objections are taken from now on."
                ),
                primary=True,
            ),
        )
    if found.state not in STANDING:
        return ()
    acts = []
    if not later:
        acts.append(
            act(
                "correct",
                _("Begin a corrected notice"),
                _(
                    "It is a new draft with the list as it is now. Published, it takes this one's place and its time begins anew."
                ),
            )
        )
    if found.state == NoticeState.PUBLISHED and clock.now() >= found.takes_until:
        acts.append(act("end", _("Note that its time is over"), ""))
    confirm = _("Confirm everything on it")
    if reason := _why_not_confirmed(found, later):
        acts.append(Act(label=confirm, reason=reason))
    else:
        acts.append(act("confirm", confirm, _("All of it or none; this cannot be taken back."), primary=True))
    return tuple(acts)


def _why_not_confirmed(found: queries.Notice, later: str) -> str:
    """Why the list cannot be confirmed, where the page knows without trying. At most 3 queries."""
    if clock.now() < found.takes_until:
        return _("objections are taken until the end of %(day)s.") % {"day": day_word(found.period.closes_on)}
    if number := queries.undecided_count(found):
        return ngettext(
            "%(count)s objection is not decided yet.", "%(count)s objections are not decided yet.", number
        ) % {"count": number}
    if later:
        return _("a corrected notice is under way.")
    return ""


_SAID = {
    "publish": lambda: _("Published. Everybody can read it."),
    "end": lambda: _("Noted. It can be confirmed now."),
    "confirm": lambda: _("Confirmed. Their applicants are told."),
    "correct": lambda: _("Drafted. Look at its list; a colleague publishes it."),
    "throw-away": lambda: _("Thrown away."),
}
ACTS = tuple(_SAID)


@require_POST
@changing
def notice_act(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Do one of the acts of the bar below."""
    actor = actor_of(request)
    with fenced(actor):
        found = queries.notice_for(actor, code)
    kind = CorrectionForm if name == "correct" else SeenForm
    form = kind(request.POST, auto_id=f"{name}-%s")
    if not form.is_valid():
        with fenced(actor):
            return _page(request, code, typed={name: form}, status=422)
    version = form.cleaned_data["version"]
    match name:
        case "publish":
            actions.publish_notice(actor, notice_id=found.pk, version=version)
        case "end":
            actions.end_notice(actor, notice_id=found.pk)
        case "confirm":
            actions.confirm_notice(actor, notice_id=found.pk, version=version)
        case "correct":
            words = form.cleaned_data["correction"]
            code = actions.start_corrected(actor, notice_id=found.pk, correction=words).code
        case "throw-away":
            actions.throw_away_notice(actor, notice_id=found.pk)
            messages.success(request, _SAID[name]())
            return redirect("desk:notices")
    messages.success(request, _SAID[name]())
    return redirect("desk:notice", code)


@require_GET
@reading
def notice_paper(request: HttpRequest, code: str) -> HttpResponse:
    """A draft as its page would be typeset if it were published today."""
    now = clock.now()
    found = queries.notice_for(actor_of(request), code)
    if found.state != NoticeState.DRAFT:
        raise Missing
    today: date = china_date(now)
    content = printed(
        page_of(
            title=found.title,
            introduction=found.introduction,
            correction=found.correction,
            lines=found.lines,
            period=Period.of(now, days=found.notice_days),
            channels=found.contacts,
            issuer=found.union.name,
            published_on=today,
            digest=found.digest,
        )
    )
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{code}-draft.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
