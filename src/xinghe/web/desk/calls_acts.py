"""What may be done next with a call: each act with its form, or with the reason why it is somebody else's."""

from collections.abc import Mapping

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from xinghe.access.actor import Actor
from xinghe.access.powers import Power
from xinghe.foundation import clock
from xinghe.programmes import queries
from xinghe.programmes.vocab import CallState
from xinghe.web.desk.calls_forms import CopyForm, ExtensionForm, ReasonForm
from xinghe.web.kit.parts import Act

FORMS: dict[str, type[forms.Form]] = {
    "send-back": ReasonForm,
    "cancel": ReasonForm,
    "extend": ExtensionForm,
}


def call_acts(
    actor: Actor,
    found: queries.Call,
    asked: queries.Extension | None,
    *,
    typed: Mapping[str, forms.Form],
) -> tuple[Act, ...]:
    """The acts that this person's offices carry at the call's union, the usual one last. 0 queries."""
    may_make = found.union_id in actor.desks_for(Power.CALL_MAKE)
    may_approve = found.union_id in actor.desks_for(Power.CALL_APPROVE)
    is_maker = found.made_by_id == actor.person_id

    def act(name: str, label: str, *, question: str = "", primary: bool = False, grave: bool = False) -> Act:
        form = typed.get(name) or (FORMS[name](auto_id=f"{name}-%s") if name in FORMS else None)
        return Act(
            label=label,
            url=reverse(f"desk:call-{name}", args=[found.code]),
            method="post",
            form=form,
            question=question,
            primary=primary,
            grave=grave,
        )

    acts: list[Act] = []
    state = CallState(found.state)
    is_before_opening = state in (CallState.DRAFT, CallState.IN_APPROVAL, CallState.APPROVED)
    if may_make and is_before_opening:
        acts.append(act("cancel", _("Give it up"), question=_("It is kept, and never opens."), grave=True))
    if may_make and state is not CallState.CANCELLED:
        acts.append(_copy(found))
    if may_make and state is CallState.DRAFT:
        acts.append(
            act(
                "send",
                _("Send for approval"),
                question=_("A second person of your union looks at it and approves it."),
                primary=True,
            )
            if found.opens_at and found.closes_at
            else Act(label=_("Send for approval"), reason=_("Set the dates first."))
        )
    if may_approve and state in (CallState.IN_APPROVAL, CallState.APPROVED) and not is_maker:
        acts.append(act("send-back", _("Send back")))
    if may_approve and state is CallState.IN_APPROVAL:
        acts.append(
            Act(label=_("Approve"), reason=_("You made it yourself; a colleague approves it."))
            if is_maker
            else act(
                "approve",
                _("Approve"),
                question=_("You have read its dates, places and terms."),
                primary=True,
            )
        )
    if may_make and state is CallState.APPROVED:
        acts.append(
            act(
                "open",
                _("Publish"),
                question=_("Anybody can read it then, and its terms are frozen for good."),
                primary=True,
            )
        )
    if may_make and state is CallState.OPEN:
        acts.append(act("extend", _("Ask for a longer time")))
    if may_approve and asked is not None:
        acts.append(
            Act(
                label=_("Grant the longer time"),
                reason=_("You asked for it yourself; a colleague grants it."),
            )
            if asked.asked_by_id == actor.person_id
            else act(
                "grant",
                _("Grant the longer time"),
                question=_("It closes later for everybody alike: %(until)s.")
                % {"until": f"{asked.until.astimezone(clock.CHINA):%Y-%m-%d %H:%M}"},
                primary=True,
            )
        )
    return tuple(sorted(acts, key=lambda one: (one.primary, not one.grave)))


def _copy(found: queries.Call) -> Act:
    year = max(found.year + 1, clock.today().year)
    return Act(
        label=_("Begin another from it"),
        url=reverse("desk:call-copy", args=[found.code]),
        method="post",
        form=CopyForm(initial={"title": found.title, "year": year}, auto_id="copy-%s"),
        question=_("Its terms and places come along, not its dates."),
    )
