"""What may be done next with an application: each move as a button with its form, or with the reason why not."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from xinghe.access.actor import Actor
from xinghe.access.powers import Power
from xinghe.programmes import queries
from xinghe.programmes.rules.terms import Terms
from xinghe.programmes.vocab import MOST_CORRECTIONS, MOVE_LABELS, MoveName, Phase
from xinghe.web.desk.applications_forms import FORMS, ProposeForm
from xinghe.web.kit.called import called_grade
from xinghe.web.kit.parts import Act
from xinghe.web.kit.words import word

_GRAVE = frozenset({MoveName.DECLINE, MoveName.REMOVE})
_USUAL = frozenset(
    {
        MoveName.FORWARD,
        MoveName.ADMIT,
        MoveName.SHORTLIST,
        MoveName.VISIT,
        MoveName.CONCLUDE,
        MoveName.PROPOSE,
    }
)


def acts_shown(
    actor: Actor,
    found: queries.Application,
    passages: Sequence[Any],
    *,
    terms: Terms,
    typed: Mapping[str, forms.Form],
) -> tuple[Act, ...]:
    """The moves that are open to this person, the usual one last, where the thumb is. At most 10 queries."""
    moves = [one.name for one in queries.moves_open_to(actor, found, among=FORMS)]
    acts = [_act(found, name, terms, typed, _why_not(found, name)) for name in moves]
    if _waits_for_seal(actor, found):
        acts.append(_seal(found, typed))
    if queries.may_undo_forward(actor, found, passages):
        acts.append(_act(found, MoveName.UNDO_FORWARD, terms, typed, ""))
    if queries.may_take_back(actor, found, passages):
        acts.append(_act(found, MoveName.TAKE_BACK, terms, typed, ""))
    return tuple(sorted(acts, key=lambda act: (act.primary, not act.grave)))


def _waits_for_seal(actor: Actor, found: queries.Application) -> bool:
    return (
        found.unit_id in actor.desks_for(Power.APPLICATION_SEAL)
        and actor.person_id not in found.people
        and found.phase in (Phase.RECOMMENDING, Phase.FORMAL_CHECK)
        and found.sealed_digest != found.digest
    )


def _why_not(found: queries.Application, name: MoveName) -> str:
    """Why a move cannot be made now, where the page knows without trying."""
    is_sealed = bool(found.sealed_digest) and found.sealed_digest == found.digest
    if name in (MoveName.FORWARD, MoveName.ADMIT) and not is_sealed:
        return _("The unit has not sealed this version yet.")
    if name is MoveName.ASK_FOR_MORE and found.corrections >= MOST_CORRECTIONS:
        return _("It was sent back to be completed before, which may happen once.")
    return ""


def _seal(found: queries.Application, typed: Mapping[str, forms.Form]) -> Act:
    form = typed.get("seal") or FORMS["seal"](initial={"version": found.version}, auto_id="seal-%s")
    return Act(
        label=_("Enter the check word"),
        url=reverse("desk:application-seal", args=[found.code]),
        method="post",
        form=form,
        question=_("You say that the sealed page is uploaded and belongs to what lies here, word for word."),
        primary=True,
    )


def _act(
    found: queries.Application,
    name: MoveName,
    terms: Terms,
    typed: Mapping[str, forms.Form],
    reason: str,
) -> Act:
    label = _capital(word(MOVE_LABELS, name))
    if reason:
        return Act(label=label, reason=reason)
    slug = name.replace("_", "-")
    told: dict[str, Any] = {"initial": {"version": found.version}, "auto_id": f"{slug}-%s"}
    if FORMS[name] is ProposeForm:
        told["grades"] = _grades(found, terms)
    questions = {
        MoveName.UNDO_FORWARD: _("It comes back to your desk, as long as the next one has not acted."),
        MoveName.TAKE_BACK: _(
            "It stands where it stood before; whoever was told of the step is told of this."
        ),
        MoveName.DECLINE: _("It ends here, and the applicant reads why."),
        MoveName.REMOVE: _("It leaves the list and is not named."),
        MoveName.ASK_FOR_MORE: _("This can be asked once."),
    }
    return Act(
        label=label,
        url=reverse(f"desk:application-{slug}", args=[found.code]),
        method="post",
        form=typed.get(slug) or FORMS[name](**told),
        question=questions.get(name, ""),
        primary=name in _USUAL,
        grave=name in _GRAVE,
    )


def _grades(found: queries.Application, terms: Terms) -> list[tuple[str, str]]:
    """Each grade with how many of it are given already. 1 query."""
    used = queries.grades_used(found.call_id)
    return [
        (
            one.code,
            _("%(grade)s (%(used)s of %(most)s given)")
            % {"grade": called_grade(terms, one.code), "used": used.get(one.code, 0), "most": one.most}
            if one.most is not None
            else called_grade(terms, one.code),
        )
        for one in terms.grades
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
