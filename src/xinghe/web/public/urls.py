"""Public addresses: the only ones, with those of signing in, that ask nobody who they are."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from xinghe.web.public import answers, awards, calls, draws, notices, objecting, results

app_name = "public"
urlpatterns = [
    path("", login_not_required(results.home), name="home"),
    path("results/", login_not_required(results.search), name="results"),
    path("calls/", login_not_required(calls.calls), name="calls"),
    path("calls/<str:code>/", login_not_required(calls.call), name="call"),
    path("calls/<str:code>/qr.svg", login_not_required(calls.call_qr), name="call-qr"),
    path("notices/", login_not_required(notices.notices), name="notices"),
    path("notices/receipt/", login_not_required(objecting.receipt), name="receipt"),
    path("notices/<str:code>/", login_not_required(notices.notice), name="notice"),
    path("notices/<str:code>/object/", login_not_required(objecting.notice_object), name="notice-object"),
    path("notices/<str:code>/notice.pdf", login_not_required(notices.notice_paper), name="notice-paper"),
    path("notices/<str:code>/list.jsonl", login_not_required(notices.notice_list), name="notice-list"),
    path("notices/<str:code>/qr.svg", login_not_required(notices.notice_qr), name="notice-qr"),
    path("answers/", login_not_required(answers.answers), name="answers"),
    path("answers/<int:union_id>/", login_not_required(answers.answers), name="answers-of"),
    # Short, because it is printed and typed; stable, because it is printed.
    path("r/<str:code>/", login_not_required(results.result), name="result"),
    path("v/", login_not_required(awards.verify), name="verify"),
    path("v/keys.json", login_not_required(awards.credential_keys), name="credential-keys"),
    path("v/revoked.json", login_not_required(awards.credential_revocations), name="credential-revocations"),
    path("v/<str:code>/", login_not_required(awards.award), name="award"),
    path("v/<str:code>/qr.svg", login_not_required(awards.award_qr), name="award-qr"),
    path(
        "v/<str:code>/certificate.pdf", login_not_required(awards.award_certificate), name="award-certificate"
    ),
    path(
        "v/<str:code>/credential.json", login_not_required(awards.award_credential), name="award-credential"
    ),
    # Stands on the printed record of a draw.
    path("draws/<str:code>/", login_not_required(draws.draw), name="draw"),
    path("draws/<str:code>/qr.svg", login_not_required(draws.draw_qr), name="draw-qr"),
    path("draws/<str:code>/<str:purpose>.json", login_not_required(draws.draw_record), name="draw-record"),
    path("r/<str:code>/qr.svg", login_not_required(results.qr), name="result-qr"),
]
