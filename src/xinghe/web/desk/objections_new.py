"""Record an objection that came by letter, e-mail, telephone or visit, also one that cannot be admitted."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden, Missing, Refusal
from xinghe.notices import actions, queries
from xinghe.notices.vocab import Channel
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.objections_forms import RecordForm
from xinghe.web.kit.doors import actor_of, changing, sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionNewPage:
    """The form."""

    form: RecordForm
    notice: str
    notice_url: str


@sensitive_post_parameters("name", "address", "phone", "text")
@require_http_methods(["GET", "POST"])
@changing
def objection_new(request: HttpRequest) -> HttpResponse:
    """An objection to a published notice of the actor's union. Refuses: Forbidden, Missing."""
    actor = actor_of(request)
    if not actor.carries(Power.OBJECTION_HANDLE):
        raise Forbidden(power=Power.OBJECTION_HANDLE)
    with fenced(actor):
        notice = queries.notice_for(actor, request.GET.get("notice", "").replace("\x00", ""))
        if notice.published_at is None or notice.union_id not in actor.desks_for(Power.OBJECTION_HANDLE):
            raise Missing
        form = RecordForm(
            request.POST or None,
            initial={"received_at": clock.now().astimezone(clock.CHINA)},
            lines=[
                (line.code, f"{number}. {line.title} · {line.unit}")
                for number, line in enumerate(notice.lines, 1)
            ],
        )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.record_objection(
                actor,
                notice_id=notice.pk,
                application_code=form.line_code,
                identity=form.identity(),
                text=form.cleaned_data["text"],
                channel=Channel(form.cleaned_data["channel"]),
                received_at=form.received,
                has_seal=form.cleaned_data["has_seal"],
            )
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, _("Recorded. Who objects is sealed."))
            return redirect("desk:objection", made.code)
    page = ObjectionNewPage(
        form=form, notice=notice.title, notice_url=reverse("desk:notice", args=[notice.code])
    )
    with fenced(actor):
        return desk_page(request, "desk/objection_new.html", page, status=422 if form.errors else 200)
