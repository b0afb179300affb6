"""The product's addresses, and one page that shows the part for attachments of the record 1."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from xinghe.attachments.vocab import Slot
from xinghe.project.urls import handler400, handler403, handler404, handler500
from xinghe.project.urls import urlpatterns as ours
from xinghe.web.kit.attachments import attachments_part
from xinghe.web.kit.doors import actor_of, reading

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

PAGE = """{% extends "kit/portal.html" %}{% block title %}Try{% endblock %}{% block heading %}Try{% endblock %}
{% block content %}{% for part in parts %}{% include "kit/parts/attachments.html" %}{% endfor %}{% endblock %}"""


@reading
def show(request: HttpRequest) -> HttpResponse:
    parts = [
        attachments_part(actor_of(request), kind="note", subject_id=1, slot=slot, next_url="/try/")
        for slot in Slot
    ]
    return HttpResponse(engines["django"].from_string(PAGE).render({"parts": parts}, request))


urlpatterns = [*ours, path("try/", show)]
