"""One judge of a pool: what is known of them, when they have time, what they had to read; and how somebody comes in."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.accounts.queries import Person, people_found, person_for
from xinghe.foundation.errors import Forbidden, Refusal
from xinghe.programmes.vocab import PHASE_LABELS
from xinghe.reviews import actions, queries
from xinghe.reviews.vocab import SEAT_STATE_LABELS
from xinghe.unions.queries import places_for, unit_of
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.judges_forms import EnrolForm, FreeTimeForm, JudgeForm, judge_initial
from xinghe.web.desk.judges_list import free_badge
from xinghe.web.desk.panels import SEAT_TONES
from xinghe.web.kit.doors import actor_of, changing, reading, sentence
from xinghe.web.kit.draws import field_words
from xinghe.web.kit.history import history
from xinghe.web.kit.lists import search_box
from xinghe.web.kit.parts import Act, Badge, Event, Figure
from xinghe.web.kit.sparing import people_shown, shows_people
from xinghe.web.kit.words import word

# So many people are offered; who looks for somebody among more writes more of the name.
_OFFERED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatOfJudge:
    """A seat on a panel, now or before."""

    title: str
    url: str
    phase: str
    state: Badge
    is_chair: bool
    entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgePage:
    """One judge."""

    name: str
    code: str
    state: Badge
    refusal: str
    figures: tuple[Figure, ...]
    facts: tuple[tuple[str, str], ...]
    honours: tuple[str, ...]
    seats: tuple[SeatOfJudge, ...]
    form: JudgeForm | None
    change_url: str
    time_form: FreeTimeForm | None
    time_url: str
    opens: str
    events: tuple[Event, ...]
    next_words: str
    acts: tuple[Act, ...]


@require_GET
@reading
def judge(request: HttpRequest, code: str) -> HttpResponse:
    """One judge, for those who look after the pool."""
    return _page(request, code)


def _page(
    request: HttpRequest,
    code: str,
    *,
    typed: Mapping[str, forms.Form] | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    actor, sent = actor_of(request), typed or {}
    found = queries.judge_for(actor, code)
    load = queries.workloads_of(actor, [found.pk])[found.pk]
    may_keep = queries.may_keep_pool(actor, found)
    times = {name: getattr(found, name) for name in ("available_from", "available_until", "load_wish")}
    page = JudgePage(
        name=found.person.name,
        code=found.code,
        state=free_badge(found),
        refusal=sentence(refusal) if refusal else "",
        figures=(
            Figure(label=_("Entries now"), value=f"{load.entries_now:,}"),
            Figure(label=_("Panels now"), value=f"{load.seats_now:,}"),
            *(
                Figure(label=_("Entries in %(year)s") % {"year": year}, value=f"{number:,}")
                for year, number in sorted(load.by_year.items(), reverse=True)[:3]
            ),
        ),
        facts=_facts(found),
        honours=tuple(str(one.get("title", "")) for one in found.honours),
        seats=tuple(
            SeatOfJudge(
                title=one.call,
                url=reverse("desk:panel", args=[one.panel]),
                phase=word(PHASE_LABELS, one.phase),
                state=Badge(word=word(SEAT_STATE_LABELS, one.state), tone=SEAT_TONES[one.state]),
                is_chair=one.is_chair,
                entries=one.entries,
            )
            for one in queries.seats_of_judge(actor, found)
        ),
        form=(sent.get("change") or JudgeForm(initial=dict(judge_initial(found)))) if may_keep else None,  # type: ignore[arg-type]
        change_url=reverse("desk:judge-change", args=[code]),
        time_form=(sent.get("time") or FreeTimeForm(initial=times)) if may_keep else None,  # type: ignore[arg-type]
        time_url=reverse("desk:judge-time", args=[code]),
        opens=next(iter(sent), ""),
        events=history("reviews.judge", found.pk, words={}),
        next_words=_("Draws take their pool from the judges who have time.")
        if found.is_active
        else _("Out of the pool: no draw takes them."),
        acts=(_switch(found),) if may_keep else (),
    )
    status = refusal.status if refusal else 422 if sent else 200
    return desk_page(request, "desk/judge.html", page, status=status)


def _facts(found: queries.Judge) -> tuple[tuple[str, str], ...]:
    words = field_words()
    facts = (
        (_("Pool of"), found.union.name),
        (_("Expert in"), _("; ").join(words.get(code, code) for code in found.fields)),
        (_("Near enough to judge"), _("; ").join(words.get(code, code) for code in found.near_fields)),
        (_("Speciality and title"), found.speciality),
        (_("Employer"), found.employer),
        (_("Credit code of the employer"), found.employer_code),
        (_("Group of enterprises"), found.employer_group),
        (_("At most so many entries"), str(found.load_wish or "")),
    )
    return tuple((name, value) for name, value in facts if value)


def _switch(found: queries.Judge) -> Act:
    url = reverse("desk:judge-switch", args=[found.code])
    if found.is_active:
        question = _("No draw takes them from now on. Seats that they hold stay; it can be undone.")
        return Act(label=_("Take out of the pool"), url=url, method="post", grave=True, question=question)
    return Act(label=_("Take back into the pool"), url=url, method="post", primary=True)


@require_POST
@changing
def judge_change(request: HttpRequest, code: str) -> HttpResponse:
    """Change what is known of a judge."""
    actor = actor_of(request)
    form = JudgeForm(request.POST)
    with fenced(actor):
        found = queries.judge_for(actor, code)
        if not form.is_valid():
            return _page(request, code, typed={"change": form})
    actions.change_judge(actor, judge_id=found.pk, **form.said())
    messages.success(request, _("Kept. Draws that were promised before stay as they are."))
    return redirect("desk:judge", code)


@require_POST
@changing
def judge_time(request: HttpRequest, code: str) -> HttpResponse:
    """Say for a judge when they have time."""
    actor = actor_of(request)
    form = FreeTimeForm(request.POST)
    with fenced(actor):
        found = queries.judge_for(actor, code)
        if not form.is_valid():
            return _page(request, code, typed={"time": form})
    try:
        actions.say_availability(actor, judge_id=found.pk, **form.cleaned_data)
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        with fenced(actor):
            return _page(request, code, typed={"time": form}, refusal=refusal)
    messages.success(request, _("Kept."))
    return redirect("desk:judge", code)


@require_POST
@changing
def judge_switch(request: HttpRequest, code: str) -> HttpResponse:
    """Take somebody out of the pool, or back into it."""
    actor = actor_of(request)
    with fenced(actor):
        found = queries.judge_for(actor, code)
    changed = actions.change_judge(actor, judge_id=found.pk, is_active=not found.is_active)
    messages.success(
        request, _("Back in the pool.") if changed.is_active else _("Taken out. It can be undone here.")
    )
    return redirect("desk:judge", code)


class FindPersonForm(forms.Form):
    """Whom to take into the pool."""

    q = search_box(gettext_lazy("Name, pinyin initials or staff number"), most=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonOffered:
    """Somebody who may be meant."""

    name: str
    staff_number: str
    unit: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeNewPage:
    """Where somebody comes into a pool: looked for first, then described."""

    find: FindPersonForm
    is_sought: bool
    people: tuple[PersonOffered, ...]
    name: str = ""
    staff_number: str = ""
    form: EnrolForm | None = None
    refusal: str = ""


@require_http_methods(["GET", "POST"])
@shows_people
@changing
def judge_new(request: HttpRequest) -> HttpResponse:
    """Look for somebody among the people of one's unions, then say what they are an expert in."""
    actor = actor_of(request)
    with fenced(actor):
        unions = places_for(actor, Power.JUDGE_KEEP)
    if not unions:
        raise Forbidden(power=Power.JUDGE_KEEP)
    chosen = request.GET.get("person", "")
    find = FindPersonForm(request.GET)
    find.is_valid()
    if not (chosen.isdecimal() and len(chosen) < 19):
        words = find.cleaned_data.get("q", "")
        with fenced(actor):
            people = people_found(actor, words=words).filter(is_active=True)[:_OFFERED] if words else ()
            people_shown(request, [one.pk for one in people])
            page = JudgeNewPage(
                find=find, is_sought=bool(words), people=tuple(_offered(one) for one in people)
            )
        return desk_page(request, "desk/judge_new.html", page)
    with fenced(actor):
        person = person_for(actor, int(chosen))
        unit = unit_of(person.territory_path, person.industry_path)
    form = EnrolForm(request.POST or None, initial={"employer": unit.name if unit else ""}, unions=unions)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            times = {name: form.cleaned_data[name] for name in FreeTimeForm.base_fields}
            made = actions.enrol_judge(
                actor, union_id=form.cleaned_data["union"], person_id=person.pk, **form.said(), **times
            )
        except Refusal as why:
            if why.status not in (409, 422):
                raise
            refusal = why
        else:
            messages.success(request, _("%(name)s is in the pool.") % {"name": person.name})
            return redirect("desk:judge", made.code)
    page = JudgeNewPage(
        find=find,
        is_sought=False,
        people=(),
        name=person.name,
        staff_number=person.staff_number,
        form=form,
        refusal=sentence(refusal) if refusal else "",
    )
    status = refusal.status if refusal else 422 if form.errors else 200
    return desk_page(request, "desk/judge_new.html", page, status=status)


def _offered(one: Person) -> PersonOffered:
    unit = unit_of(one.territory_path, one.industry_path)
    return PersonOffered(
        name=one.name,
        staff_number=one.staff_number,
        unit=unit.name if unit else "",
        url=f"{reverse('desk:judge-new')}?person={one.pk}",
    )
