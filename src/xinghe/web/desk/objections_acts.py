"""What may be done next with an objection: each step with its form, or with the reason why it is somebody else's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from xinghe.access.actor import Actor
from xinghe.notices.queries import Investigator, Objection, ObjectionPage
from xinghe.notices.rules.conflicts import concerns
from xinghe.notices.vocab import (
    GROUND_LABELS,
    INVESTIGATED,
    JUDGED_GROUNDS,
    Objecting,
    ObjectionState,
)
from xinghe.programmes.vocab import Phase
from xinghe.web.desk.objections_forms import FORMS
from xinghe.web.kit.called import called_grade
from xinghe.web.kit.parts import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Makes the acts of one objection's page; ``typed`` holds a form that was not filled in rightly."""

    page: ObjectionPage
    typed: Mapping[str, forms.Form]

    def act(
        self,
        name: str,
        label: str,
        question: str = "",
        *,
        primary: bool = False,
        grave: bool = False,
        **told: Any,
    ) -> Act:
        """One of them, with its form."""
        form = FORMS[name](initial={"version": self.page.version}, auto_id=f"{name}-%s", **told)
        return Act(
            label=label,
            url=reverse(f"desk:objection-{name}", args=[self.page.row.code]),
            method="post",
            form=self.typed.get(name) or form,
            question=question,
            primary=primary,
            grave=grave,
        )


def choices_of(found: Objection, page: ObjectionPage, people: Sequence[Investigator]) -> dict[str, Any]:
    """What the forms offer: rules that it breaks, people without a conflict, grades of the call."""
    grounds = dict.fromkeys((*page.grounds, *sorted(JUDGED_GROUNDS)))
    terms = found.application.call.said_terms if found.application else None
    is_named = found.application is not None and found.application.phase == Phase.NAMED
    return {
        "refuse": {"grounds": [(str(one), _(GROUND_LABELS[one])) for one in grounds]},
        "assign": {"people": [(one.person_id, one.name) for one in people if not one.conflicts]},
        "decide": {
            "grades": [(one.code, called_grade(terms, one.code)) for one in terms.grades] if terms else [],
            "is_named": is_named,
        },
    }


def objection_acts(
    actor: Actor,
    found: Objection,
    page: ObjectionPage,
    people: Sequence[Investigator],
    *,
    typed: Mapping[str, forms.Form],
) -> tuple[Act, ...]:
    """The steps that are open now, the usual one last. 0 queries."""
    bar, state = Bar(page=page, typed=typed), page.row.state
    offered = choices_of(found, page, people)
    acts = [
        bar.act(
            "reveal",
            _("Read who objected"),
            _("Name, address and telephone are opened once. That you read them is written down for good."),
            grave=True,
        )
    ]
    if state not in (ObjectionState.REFUSED, ObjectionState.REPLIED):
        acts.append(bar.act("give-time", _("Give more time")))
    match state:
        case ObjectionState.RECEIVED:
            acts += _examining(bar, page, found, offered)
        case ObjectionState.ADMISSIBLE:
            acts.append(_assign(bar, offered, _("Appoint an investigator"), primary=True))
        case ObjectionState.ASSIGNED | ObjectionState.FACT_FINDING:
            acts += _investigating(bar, actor, page, people, offered)
        case ObjectionState.DECIDED:
            acts.append(
                bar.act("reply", _("Answer"), _("It is given once and ends the matter."), primary=True)
            )
    return tuple(acts)


def _examining(bar: Bar, page: ObjectionPage, found: Objection, offered: dict[str, Any]) -> list[Act]:
    acts = [
        bar.act(
            "refuse",
            _("Do not admit it"),
            _("It ends here. Whoever objected reads the rule with their code."),
            grave=True,
            **offered["refuse"],
        )
    ]
    if found.objecting == Objecting.UNIT and not page.has_seal:
        acts.append(
            bar.act("see-seal", _("The seal came"), _("You have seen the page under the unit's seal."))
        )
    admit = _("Admit it")
    if page.grounds:
        acts.append(Act(label=admit, reason=_(GROUND_LABELS[page.grounds[0]])))
    else:
        acts.append(
            bar.act("admit", admit, _("It keeps every rule. The time to look into it begins."), primary=True)
        )
    return acts


def _assign(bar: Bar, offered: dict[str, Any], label: str, *, primary: bool = False) -> Act:
    if not offered["assign"]["people"]:
        return Act(label=label, reason=_("nobody at the desk is without a conflict; see below who and why."))
    return bar.act("assign", label, primary=primary, **offered["assign"])


def _investigating(
    bar: Bar,
    actor: Actor,
    page: ObjectionPage,
    people: Sequence[Investigator],
    offered: dict[str, Any],
) -> list[Act]:
    own = concerns(one for who in people if who.person_id == actor.person_id for one in who.conflicts)
    is_investigator = page.investigator_id == actor.person_id
    acts = [_assign(bar, offered, _("Appoint another investigator"))]
    is_found = page.row.state is ObjectionState.FACT_FINDING
    find, decide = _("Write the finding down"), _("Decide")
    assert page.row.state in INVESTIGATED
    if is_investigator:
        acts.append(bar.act("find", find, primary=not is_found))
    else:
        acts.append(Act(label=find, reason=_("%(name)s looks into it.") % {"name": page.row.investigator}))
    if not is_found:
        return acts
    if is_investigator:
        acts.append(Act(label=decide, reason=_("you looked into it yourself; a colleague decides.")))
    elif own:
        acts.append(
            Act(label=decide, reason=_("%(conflict)s; a colleague decides.") % {"conflict": _(own[0].label)})
        )
    else:
        acts.append(
            bar.act(
                "decide",
                decide,
                _question(is_named=offered["decide"]["is_named"]),
                primary=True,
                **offered["decide"],
            )
        )
    return acts


def _question(*, is_named: bool) -> str:
    if is_named:
        return _(
            "It was named already: off the list begins the decision that revokes it, which a colleague issues."
        )
    return _("It is carried out at once: another grade needs a corrected notice, off the list is for good.")
