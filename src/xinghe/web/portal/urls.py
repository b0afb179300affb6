"""Addresses of the portal."""

from django.urls import path

from xinghe.web.portal import ideas, messages, tokens, typing, writing

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
