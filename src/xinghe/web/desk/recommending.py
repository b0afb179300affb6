"""Recommending a result from its own page: the act, and where an earlier recommendation lies."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.recommendations import actions, queries
from xinghe.recommendations.vocab import HOLDING
from xinghe.results.queries import Result, result_for
from xinghe.results.vocab import Stage
from xinghe.unions.vocab import LINE_LABELS, Line
from xinghe.web.desk.recommendation_forms import opinion_field
from xinghe.web.desk.recommendation_list import state_badge
from xinghe.web.kit.doors import actor_of, changing
from xinghe.web.kit.parts import Act, Badge
from xinghe.web.kit.recommendations import where_it_lies
from xinghe.web.kit.words import labelled


class RecommendForm(forms.Form):
    """What the unit says of it; and the line, where two stand open."""

    opinion = opinion_field()

    def __init__(self, *args: Any, lines: tuple[Line, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(lines) > 1:
            self.fields["line"] = forms.ChoiceField(
                label=gettext_lazy("Recommending line"),
                choices=[one for one in labelled(LINE_LABELS) if one[0] in lines],
                widget=forms.RadioSelect,
                help_text=gettext_lazy("Chosen once: it stays the line of this result for good."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommended:
    """An earlier recommendation, in one line."""

    url: str
    state: Badge
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommending:
    """What a result's page says of recommending it."""

    earlier: tuple[Recommended, ...]
    act: Act | None


def recommending(actor: Actor, result: Result) -> Recommending:
    """Where the result's recommendations lie, and the act if this person's unit may recommend it. 1 query."""
    found = queries.recommendations_of(actor, result.pk)
    earlier = tuple(
        Recommended(
            url=reverse("desk:recommendation", args=[one.pk]),
            state=state_badge(one.state),
            where=where_it_lies(one.state, one.desk.name),
        )
        for one in found
    )
    may = result.unit_id in actor.desks_for(Power.RESULT_RECOMMEND)
    is_open = result.stage != Stage.WITHDRAWN and not any(one.state in HOLDING for one in found)
    lines = () if found else lines_of(result)
    has_desk = any(path.count(".") > 1 for path in (result.territory_path, result.industry_path))
    act = Act(
        label=_("Recommend"),
        url=reverse("desk:result-recommend", args=[result.code]),
        method="post",
        primary=True,
        form=RecommendForm(lines=lines, auto_id="recommend-%s"),
        question=_("It goes to the union above, desk by desk, up to the province."),
    )
    return Recommending(earlier=earlier, act=act if may and is_open and has_desk else None)


def lines_of(result: Result) -> tuple[Line, ...]:
    """The lines on which somebody stands above the result's unit."""
    paths = {Line.TERRITORY: result.territory_path, Line.INDUSTRY: result.industry_path}
    return tuple(line for line, path in paths.items() if path.count(".") > 1)


@require_POST
@changing
def recommend(request: HttpRequest, code: str) -> HttpResponse:
    """Put a result of one's own unit on its way."""
    actor = actor_of(request)
    with fenced(actor):
        result = result_for(actor, code)
    asked = request.POST.get("line", "")
    made = actions.put_forward(
        actor,
        result_id=result.pk,
        line=Line(asked) if asked in set(Line) else None,
        opinion=request.POST.get("opinion", ""),
    )
    messages.success(request, _("Recommended. It lies at %(desk)s now.") % {"desk": made.desk.name})
    return redirect("desk:recommendation", made.pk)
