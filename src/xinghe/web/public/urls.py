"""Public addresses: the only ones, with those of signing in, that ask nobody who they are."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from xinghe.web.public import answers, results

app_name = "public"
urlpatterns = [
    path("", login_not_required(results.home), name="home"),
    path("results/", login_not_required(results.search), name="results"),
    path("answers/", login_not_required(answers.answers), name="answers"),
    path("answers/<int:union_id>/", login_not_required(answers.answers), name="answers-of"),
    # Short, because it is printed and typed; stable, because it is printed.
    path("r/<str:code>/", login_not_required(results.result), name="result"),
    path("r/<str:code>/qr.svg", login_not_required(results.qr), name="result-qr"),
]
