"""Addresses of the jury."""

from django.urls import path

from xinghe.web.jury import (
    availability,
    chairing,
    panels,
    reviewing,
    scoring,
    sheets,
    sitting,
    visiting,
    voting,
)

app_name = "jury"
urlpatterns = [
    path("", reviewing.home, name="home"),
    path("availability/", availability.availability, name="availability"),
    path("availability/<int:judge_id>/", availability.availability_say, name="availability-say"),
    path("panels/<str:code>/", panels.panel, name="panel"),
    path("panels/<str:code>/accept/", reviewing.accept, name="accept"),
    path("panels/<str:code>/decline/", reviewing.decline, name="decline"),
    path("panels/<str:code>/sheet/", sheets.sheet, name="sheet"),
    path("panels/<str:code>/sheet/send/", sheets.sheet_send, name="sheet-send"),
    path("panels/<str:code>/receipts/", sheets.receipts, name="receipts"),
    path("panels/<str:code>/entries/<int:number>/", scoring.entry, name="entry"),
    path("panels/<str:code>/entries/<int:number>/save/", scoring.entry_save, name="entry-save"),
    path("panels/<str:code>/entries/<int:number>/score/", scoring.entry_score, name="entry-score"),
    path("panels/<str:code>/entries/<int:number>/abstain/", scoring.entry_abstain, name="entry-abstain"),
    path("panels/<str:code>/entries/<int:number>/conflict/", scoring.entry_conflict, name="entry-conflict"),
    path("panels/<str:code>/entries/<int:number>/correct/", scoring.entry_correct, name="entry-correct"),
    path("panels/<str:code>/entries/<int:number>/files/<str:name>/", scoring.entry_file, name="entry-file"),
    path(
        "panels/<str:code>/entries/<int:number>/files/<str:name>/preview/",
        scoring.entry_preview,
        name="entry-preview",
    ),
    path("panels/<str:code>/sitting/", sitting.sitting, name="sitting"),
    path("panels/<str:code>/sitting/now/", sitting.sitting_now, name="sitting-now"),
    path("panels/<str:code>/sitting/screen/", sitting.sitting_screen, name="sitting-screen"),
    path("panels/<str:code>/sitting/call/", sitting.sitting_call, name="sitting-call"),
    path("panels/<str:code>/sitting/part/", sitting.sitting_part, name="sitting-part"),
    path("panels/<str:code>/sitting/break/", sitting.sitting_break, name="sitting-break"),
    path("panels/<str:code>/chair/", chairing.chair, name="chair"),
    path("panels/<str:code>/chair/live/", chairing.chair_live, name="chair-live"),
    path("panels/<str:code>/votes/", voting.votes, name="votes"),
    path("panels/<str:code>/votes/<int:number>/", voting.vote, name="vote"),
    path("panels/<str:code>/visits/", visiting.visits, name="visits"),
    path("panels/<str:code>/visits/<int:number>/", visiting.visit_begin, name="visit-begin"),
    path("visits/<str:code>/", visiting.visit, name="visit"),
    path("visits/<str:code>/sign/<int:version>/", visiting.visit_sign, name="visit-sign"),
    path("visits/<str:code>/print/", visiting.visit_print, name="visit-print"),
]
