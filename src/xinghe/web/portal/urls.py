"""Addresses of the portal."""

from django.urls import path

from xinghe.web.portal import (
    applications,
    applications_writing,
    calls,
    ideas,
    messages,
    tokens,
    typing,
    writing,
)

app_name = "portal"
urlpatterns = [
    path("", ideas.home, name="home"),
    path("ideas/new/", writing.idea_new, name="idea-new"),
    path("ideas/<str:code>/", ideas.idea, name="idea"),
    path("ideas/<str:code>/write/<slug:screen>/", writing.idea_write, name="idea-write"),
    path("ideas/<str:code>/write/<slug:screen>/save/", writing.idea_save, name="idea-save"),
    path("ideas/<str:code>/similar/", writing.idea_similar, name="idea-similar"),
    path("ideas/<str:code>/hand-in/", writing.idea_hand_in, name="idea-hand-in"),
    path("ideas/<str:code>/take-back/", ideas.idea_take_back, name="idea-take-back"),
    path("ideas/<str:code>/confirm/", ideas.idea_confirm, name="idea-confirm"),
    path("ideas/<str:code>/dispute/", ideas.idea_dispute, name="idea-dispute"),
    path("calls/", calls.calls, name="calls"),
    path("calls/<str:code>/", calls.call, name="call"),
    path("applications/", applications.applications, name="applications"),
    path("applications/<str:code>/", applications.application, name="application"),
    path(
        "applications/<str:code>/write/<slug:screen>/",
        applications_writing.application_write,
        name="application-write",
    ),
    path(
        "applications/<str:code>/write/<slug:screen>/save/",
        applications_writing.application_save,
        name="application-save",
    ),
    path(
        "applications/<str:code>/conditions/",
        applications_writing.application_conditions,
        name="application-conditions",
    ),
    path(
        "applications/<str:code>/hand-in/",
        applications_writing.application_hand_in,
        name="application-hand-in",
    ),
    path("applications/<str:code>/withdraw/", applications.application_withdraw, name="application-withdraw"),
    path(
        "applications/<str:code>/throw-away/",
        applications.application_throw_away,
        name="application-throw-away",
    ),
    path(
        "applications/<str:code>/paper/<slug:form>/",
        applications.application_paper_file,
        name="application-paper",
    ),
    path("typing/", typing.typing, name="typing"),
    path("typing/begin/", typing.typing_begin, name="typing-begin"),
    path("tokens/", tokens.token_list, name="tokens"),
    path("tokens/new/", tokens.token_new, name="token-new"),
    path("tokens/<int:token_id>/revoke/", tokens.token_revoke, name="token-revoke"),
    path("messages/", messages.message_list, name="messages"),
    path("messages/read/", messages.messages_read, name="messages-read"),
    path("messages/preferences/", messages.message_preferences, name="message-preferences"),
    path("messages/<int:message_id>/open/", messages.message_open, name="message-open"),
    path("messages/<int:message_id>/read/", messages.message_read, name="message-read"),
]
