"""People as those look after them who may: found by name or pinyin, enrolled, given offices, helped to sign in."""

from dataclasses import dataclass

from allauth.account.decorators import reauthentication_required
from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import ROLE_LABELS, Power, Role
from xinghe.accounts import actions, queries
from xinghe.accounts.queries import Person
from xinghe.accounts.vocab import NUMBER_KIND_LABELS
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden, Refusal
from xinghe.foundation.keyset import Sort, capped_count, keyset_page, numbers_in_order
from xinghe.foundation.sheets import OutKind
from xinghe.unions.actions import appoint, end_appointment
from xinghe.unions.queries import offices_of, union_choices, union_named
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.looking import look_act
from xinghe.web.desk.results import ReasonForm
from xinghe.web.kit.address import chips, cursor_of
from xinghe.web.kit.doors import actor_of, changing, reading, sentence
from xinghe.web.kit.history import history
from xinghe.web.kit.lists import (
    ListColumn,
    ListForm,
    Listing,
    ShownList,
    count_words,
    enter_listing,
    search_box,
)
from xinghe.web.kit.parts import Act, Badge, Chip, Event, Figure
from xinghe.web.kit.sparing import people_shown, shows_people
from xinghe.web.kit.words import labelled, word


class PeopleFilterForm(ListForm):
    """What stands in the address of the list."""

    q = search_box(gettext_lazy("Name, pinyin initials or staff number"), most=60)


def _found(actor: Actor, query: QueryDict) -> tuple[QuerySet[Person], Sort]:
    """The people of an address, and their order."""
    form = PeopleFilterForm(query)
    form.is_valid()
    sort = query.get("sort") or "name"
    order = Sort(column="joined_at" if "joined" in sort else "name_pinyin", descending=sort.startswith("-"))
    return queries.people_found(actor, words=form.cleaned_data.get("q", "")), order


def _numbers(actor: Actor, query: QueryDict, limit: int) -> list[int]:
    rows, order = _found(actor, query)
    return numbers_in_order(rows, order, limit=limit)


def _state(one: Person) -> Badge:
    return Badge(word=_("may sign in"), tone="good") if one.is_active else Badge(word=_("closed"), tone="bad")


PEOPLE: Listing[Person] = enter_listing(
    Listing(
        name="people",
        title=gettext_lazy("People and offices"),
        page="desk:people",
        columns=(
            ListColumn(key="name", label=gettext_lazy("Name"), cell=lambda one: one.name),
            ListColumn(key="number", label=gettext_lazy("Staff number"), cell=lambda one: one.staff_number),
            ListColumn(key="state", label=gettext_lazy("Account"), cell=_state, kind="tight"),
            ListColumn(
                key="joined",
                label=gettext_lazy("Since"),
                cell=lambda one: timezone.localdate(one.joined_at),
                out=OutKind.DATE,
            ),
        ),
        numbers=_numbers,
        rows=queries.people_of_numbers,
        url=lambda one: reverse("desk:person", args=[one.pk]),
        sortable=("name", "joined"),
        default="name",
        of_people=True,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage:
    """People."""

    form: PeopleFilterForm
    chips: tuple[Chip, ...]
    totals: tuple[Figure, ...]
    list: ShownList
    new_url: str
    groups_url: str


@require_GET
@shows_people
@reading
def people(request: HttpRequest) -> HttpResponse:
    """The people of the unions that the actor looks after, by pinyin."""
    actor = actor_of(request)
    form = PeopleFilterForm(request.GET)
    rows, order = _found(actor, request.GET)
    found = keyset_page(rows, order, cursor=cursor_of(request.GET), size=40)
    count = capped_count(rows)
    people_shown(request, [one.pk for one in found.rows])
    page = PeoplePage(
        form=form,
        chips=chips(form, request.GET),
        totals=(Figure(label=_("People"), value=count_words(count)),),
        list=PEOPLE.shown(request.GET, actor, found, total=count),
        new_url=reverse("desk:person-new") if actor.carries(Power.PERSON_ENROL) else "",
        groups_url=reverse("desk:mappings")
        if settings.XINGHE_PROVIDER and actor.carries(Power.UNION_APPOINT)
        else "",
    )
    return desk_page(request, "desk/people.html", page)


class OfficeForm(forms.Form):
    """An office to give."""

    union = forms.CharField(
        label=gettext_lazy("Union"),
        max_length=120,
        help_text=gettext_lazy("Its name, pinyin initials or code, as the tree shows it."),
        widget=forms.TextInput(attrs={"list": "unions", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=gettext_lazy("Office"), choices=labelled(ROLE_LABELS)[1:])


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOffice:
    """An office somebody holds or held."""

    role: str
    union: str
    from_at: object
    until_at: object
    follows: bool
    end_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """One person."""

    name: str
    staff_number: str
    email: str
    state: Badge
    offices: tuple[HeldOffice, ...]
    numbers: tuple[tuple[str, str], ...]
    factors: str
    office_form: OfficeForm | None
    office_url: str
    unions: tuple[str, ...]
    events: tuple[Event, ...]
    next_words: str
    acts: tuple[Act, ...]


@never_cache
@require_GET
@shows_people
@reading
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person: offices, ways to sign in, and what may be done for them."""
    actor = actor_of(request)
    found = queries.person_for(actor, person_id)
    people_shown(request, [found.pk])
    now = clock.now()
    may_enrol = actor.carries(Power.PERSON_ENROL) and found.pk != actor.person_id
    may_appoint = actor.carries(Power.UNION_APPOINT) and found.pk != actor.person_id
    factors = queries.second_factors_of(found.pk)
    look = look_act(actor, found)
    page = PersonPage(
        name=found.name,
        staff_number=found.staff_number,
        email=found.email,
        state=Badge(word=_("may sign in"), tone="good")
        if found.is_active
        else Badge(word=_("closed"), tone="bad"),
        offices=tuple(
            HeldOffice(
                role=word(ROLE_LABELS, one.role),
                union=one.union.name,
                from_at=one.from_at,
                until_at=one.until_at,
                follows=bool(one.source),
                end_url=reverse("desk:office-end", args=[one.pk, one.union_id])
                if may_appoint and (one.until_at is None or one.until_at > now)
                else "",
            )
            for one in offices_of(found.pk)
        ),
        # How somebody signs in is theirs alone: nobody else's eyes are lent to it.
        numbers=()
        if actor.lens
        else tuple((word(NUMBER_KIND_LABELS, one.kind), one.masked) for one in queries.own_numbers(found.pk)),
        factors="" if actor.lens else _("set up") if factors.any else _("not set up"),
        office_form=OfficeForm() if may_appoint and found.is_active else None,
        office_url=reverse("desk:office-give", args=[found.pk]),
        unions=tuple(union_choices(actor)) if may_appoint else (),
        events=history("accounts.person", found.pk, words={}),
        next_words=_("What you may do for %(name)s.") % {"name": found.name},
        acts=(_acts(found) if may_enrol and found.is_active else ()) + ((look,) if look else ()),
    )
    return desk_page(request, "desk/person.html", page)


def _acts(found: Person) -> tuple[Act, ...]:
    close = Act(
        label=_("Close the account"),
        url=reverse("desk:person-close", args=[found.pk]),
        method="post",
        grave=True,
        question=_("Access ends with the next request. What was done stays under this name."),
        form=ReasonForm(),
    )
    factors = Act(
        label=_("Reset the second factor"),
        url=reverse("desk:person-factors", args=[found.pk]),
        method="post",
        question=_("At the next sign-in a new one is set up."),
        form=ReasonForm(),
    )
    password = Act(
        label=_("Issue a password"),
        url=reverse("desk:person-password", args=[found.pk]),
        method="post",
        primary=True,
        question=_("It is shown once. Its bearer chooses their own at the first sign-in."),
    )
    provider = Act(
        label=_("Forget the link to the provider"),
        url=reverse("desk:person-provider", args=[found.pk]),
        method="post",
        question=_("Sessions end. The next sign-in through the provider is found by staff number again."),
        form=ReasonForm(),
    )
    return (close, factors, provider, password) if queries.is_linked(found.pk) else (close, factors, password)


class PersonForm(forms.Form):
    """A person to enrol."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    staff_number = forms.CharField(
        label=gettext_lazy("Staff number"),
        max_length=40,
        help_text=gettext_lazy("By it they sign in; letters, figures, dots and dashes."),
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    union = OfficeForm.base_fields["union"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonNewPage:
    """The form to enrol somebody."""

    form: PersonForm
    unions: tuple[str, ...]
    refusal: str = ""


@require_http_methods(["GET", "POST"])
@changing
def person_new(request: HttpRequest) -> HttpResponse:
    """Enrol somebody at a union below one's own."""
    actor = actor_of(request)
    if not actor.carries(Power.PERSON_ENROL):
        raise Forbidden(power=Power.PERSON_ENROL)
    form = PersonForm(request.POST or None)
    with fenced(actor):
        unions = tuple(union_choices(actor))
    if request.method == "POST" and form.is_valid():
        read = form.cleaned_data
        try:
            with fenced(actor):
                at = union_named(actor, read["union"])
            made = actions.enrol_person(
                actor,
                staff_number=read["staff_number"],
                name=read["name"],
                email=read["email"],
                territory_path=at.territory_path,
                industry_path=at.industry_path,
            )
        except Refusal as refusal:
            page = PersonNewPage(form=form, unions=unions, refusal=sentence(refusal))
            return desk_page(request, "desk/person_new.html", page, status=refusal.status)
        messages.success(
            request, _("Enrolled. Issue a password, and give an office if there is one to hold.")
        )
        return redirect("desk:person", made.pk)
    status = 422 if request.method == "POST" else 200
    return desk_page(request, "desk/person_new.html", PersonNewPage(form=form, unions=unions), status=status)


@require_POST
@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]  # allauth ships no types
@changing
def office_give(request: HttpRequest, person_id: int) -> HttpResponse:
    """Give an office from now on."""
    actor = actor_of(request)
    form = OfficeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a union and an office."))
        return redirect("desk:person", person_id)
    with fenced(actor):
        named = queries.person_for(actor, person_id).name
        at = union_named(actor, form.cleaned_data["union"])
    appoint(
        actor,
        person_id=person_id,
        person_name=named,
        union_id=at.pk,
        role=Role(form.cleaned_data["role"]),
        from_at=clock.now(),
    )
    messages.success(request, _("The office is given. It applies from the next request."))
    return redirect("desk:person", person_id)


@require_POST
@changing
def office_end(request: HttpRequest, appointment_id: int, union_id: int) -> HttpResponse:
    """End an office now."""
    ended = end_appointment(
        actor_of(request), appointment_id=appointment_id, union_id=union_id, until_at=clock.now()
    )
    messages.success(request, _("The office is ended. Access ends with the next request."))
    return redirect("desk:person", ended.person_id)


@never_cache
@require_POST
@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]  # allauth ships no types
@changing
def password(request: HttpRequest, person_id: int) -> HttpResponse:
    """Issue a password and show it, once."""
    issued = actions.issue_password(actor_of(request), person_id=person_id)
    return desk_page(request, "desk/person_password.html", {"password": issued, "person_id": person_id})


@require_POST
@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]  # allauth ships no types
@changing
def factors(request: HttpRequest, person_id: int) -> HttpResponse:
    """Take all second factors away, so that new ones are set up."""
    actions.reset_second_factors(
        actor_of(request), person_id=person_id, reason=request.POST.get("reason", "")
    )
    messages.success(request, _("The second factor is reset."))
    return redirect("desk:person", person_id)


@require_POST
@changing
def provider(request: HttpRequest, person_id: int) -> HttpResponse:
    """Forget who somebody is at the provider's."""
    actions.unlink_provider(actor_of(request), person_id=person_id, reason=request.POST.get("reason", ""))
    messages.success(request, _("The link to the provider is forgotten."))
    return redirect("desk:person", person_id)


@require_POST
@changing
def close(request: HttpRequest, person_id: int) -> HttpResponse:
    """End somebody's access."""
    actions.deactivate_person(actor_of(request), person_id=person_id, reason=request.POST.get("reason", ""))
    messages.success(request, _("The account is closed."))
    return redirect("desk:person", person_id)
