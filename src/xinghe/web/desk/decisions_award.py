"""One award: what was named, its certificate, plate and credential, and how it is taken back."""

import json
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.decisions import queries
from xinghe.decisions.actions import begin_revocation
from xinghe.decisions.rules.wording import code_on_paper
from xinghe.decisions.vocab import DecisionKind
from xinghe.foundation.errors import Missing
from xinghe.web.desk.decisions_awards import award_badge
from xinghe.web.desk.decisions_forms import RevokeForm
from xinghe.web.desk.frame import desk_page
from xinghe.web.kit.doors import actor_of, changing, reading
from xinghe.web.kit.history import history
from xinghe.web.kit.parts import Act, Badge, Event
from xinghe.web.kit.words import day_word


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardPage:
    """One award."""

    title: str
    code: str
    state: Badge
    grade: str
    facts: tuple[tuple[str, str], ...]
    is_revoked: bool
    revoked_words: str
    revocation_url: str
    decision_url: str
    application_url: str
    certificate_url: str
    plaque_url: str
    credential_url: str
    public_url: str
    public_address: str
    events: tuple[Event, ...]
    next_words: str
    acts: tuple[Act, ...]


@require_GET
@reading
def award(request: HttpRequest, code: str) -> HttpResponse:
    """One award, for the officers of its unions and of whoever named it."""
    return _page(request, code)


def _page(
    request: HttpRequest, code: str, *, typed: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    found = queries.award_for(actor, code)
    is_revoked = found.revoked_on is not None
    about = queries.decisions_about(actor, found)
    is_begun = not is_revoked and DecisionKind.REVOCATION in about

    def decision(kind: DecisionKind) -> str:
        return reverse("desk:decision", args=[about[kind].code]) if kind in about else ""

    def file(name: str) -> str:
        return "" if is_revoked else reverse(f"desk:award-{name}", args=[code])

    page = AwardPage(
        title=found.title,
        code=code_on_paper(found.code),
        state=award_badge(found),
        grade=found.grade_said,
        facts=_facts(found),
        is_revoked=is_revoked,
        revoked_words=_("It does not hold since %(day)s, by %(document)s.")
        % {"day": day_word(found.revoked_on), "document": found.revoked_document}
        if found.revoked_on
        else "",
        revocation_url=decision(DecisionKind.REVOCATION),
        decision_url=decision(DecisionKind.NAMING),
        application_url=reverse("desk:application", args=[found.application.code]),
        certificate_url=file("certificate"),
        plaque_url=file("plaque"),
        credential_url=reverse("desk:award-credential", args=[code]),
        public_url=reverse("public:award", args=[code]),
        public_address=queries.address_of(code),
        events=history("decisions.award", found.pk, words={}),
        next_words=_next_words(is_revoked=is_revoked, is_begun=is_begun),
        acts=_acts(actor, found, is_begun=is_begun, typed=typed),
    )
    return desk_page(request, "desk/award.html", page, status=status)


def _facts(found: queries.Award) -> tuple[tuple[str, str], ...]:
    return (
        (_("Made out to"), found.recipient),
        (_("Grade"), found.grade_said),
        (_("Call"), found.call.title),
        (_("Named by"), "、".join(found.issuers)),
        (_("Document"), found.document),
        (_("Named on"), day_word(found.named_on)),
        (_("Place in the list"), str(found.position)),
        (_("Code of the certificate"), code_on_paper(found.code)),
    )


def _next_words(*, is_revoked: bool, is_begun: bool) -> str:
    if is_revoked:
        return _("It was revoked. Certificate and credential are void.")
    if is_begun:
        return _("Its revocation is drafted and waits for a second person.")
    return _("It holds.")


def _acts(actor: Actor, found: queries.Award, *, is_begun: bool, typed: forms.Form | None) -> tuple[Act, ...]:
    may_make = found.call.union_id in actor.desks_for(Power.DECISION_MAKE)
    if not may_make or found.revoked_on is not None or is_begun:
        return ()
    return (
        Act(
            label=_("Begin its revocation"),
            url=reverse("desk:award-revoke", args=[found.code]),
            method="post",
            grave=True,
            form=typed or RevokeForm(auto_id="revoke-%s"),
            question=_("A decision is drafted; the award holds until a second person issues it."),
        ),
    )


@require_POST
@changing
def award_revoke(request: HttpRequest, code: str) -> HttpResponse:
    """Draft the decision that takes it back."""
    actor = actor_of(request)
    with fenced(actor):
        found = queries.award_for(actor, code)
    form = RevokeForm(request.POST, auto_id="revoke-%s")
    if not form.is_valid():
        with fenced(actor):
            return _page(request, code, typed=form, status=422)
    read = form.cleaned_data
    made = begin_revocation(actor, award_id=found.pk, reason=read["reason"], article=read["article"])
    messages.success(request, _("Drafted. Look its words over; a second person issues it."))
    return redirect("desk:decision", made.code)


@require_GET
@reading
def award_credential(request: HttpRequest, code: str) -> HttpResponse:
    """The signed credential, as anybody gets it."""
    found = queries.award_for(actor_of(request), code)
    if not found.credential:
        raise Missing
    response = HttpResponse(
        json.dumps(found.credential, ensure_ascii=False, indent=2), content_type="application/json"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{found.code}.json"'
    return response
