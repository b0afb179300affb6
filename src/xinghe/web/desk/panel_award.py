"""The award sheet of a panel: freeze the ranking, try the line, see what would flip it, ask once more, take it away."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_GET

from xinghe.access.actor import Actor
from xinghe.foundation import clock
from xinghe.foundation.keyset import KeysetPage
from xinghe.programmes.rules.judging import METHOD_LABELS
from xinghe.reviews import queries
from xinghe.reviews.queries import Panel
from xinghe.reviews.queries import award_sheet as sheets
from xinghe.reviews.queries.award import missing_reviews
from xinghe.reviews.vocab import PanelState
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.panel_award_frame import PanelHead, panel_head
from xinghe.web.desk.panel_award_list import AWARDS, above_in
from xinghe.web.desk.panel_award_shown import (
    Scale,
    TurnsShown,
    bar_of,
    chance_words,
    interval_words,
    turns_shown,
    votes_words,
)
from xinghe.web.desk.panels_forms import ReviewReasonForm
from xinghe.web.kit.doors import actor_of, reading
from xinghe.web.kit.parts import Act, Column, Figure, Place
from xinghe.web.kit.words import instant_word, word

# How long a further judge has where nobody says otherwise.
_USUAL_TIME: Final = timedelta(days=3)
_INSTANT: Final = "%Y-%m-%dT%H:%M"


class LineForm(forms.Form):
    """After how many entries the line is drawn; it stands in the address."""

    above = forms.IntegerField(label=gettext_lazy("Entries above the line"), min_value=1)


class AskForm(forms.Form):
    """One more judge about one entry, until when."""

    application = forms.CharField(widget=forms.HiddenInput, max_length=10)
    seat = forms.CharField(widget=forms.HiddenInput, max_length=10)
    closes_at = forms.DateTimeField(
        label=gettext_lazy("Until"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_INSTANT),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardRow:
    """One line of the sheet; ``is_first_below`` bears the line above it."""

    rank: int
    title: str
    url: str
    unit: str
    score: str
    bar: str
    interval: str
    chance: str
    scores: int
    votes: str
    is_open: bool
    is_above: bool
    is_first_below: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherRow:
    """Somebody who could be asked about an entry that is open."""

    title: str
    judge: str
    act: Act


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortRow:
    """An entry that a conflict left too few judges after the release; ``asks`` are who may be asked, ``words`` say how many it lacks."""

    title: str
    url: str
    words: str
    asks: tuple[FurtherRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPart:
    """Everything of the page that is there since the freeze."""

    form: LineForm
    figures: tuple[Figure, ...]
    columns: tuple[Column, ...]
    rows: tuple[AwardRow, ...]
    has_bars: bool
    has_votes: bool
    turns: TurnsShown | None
    open: int
    further: tuple[FurtherRow, ...]
    exports: tuple[Place, ...]
    facts: tuple[tuple[str, str], ...]
    record_url: str
    scores_url: str
    check: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardPage:
    """The award sheet, or why there is none yet."""

    head: PanelHead
    sheet: SheetPart | None
    nothing: str
    warning: str
    short: tuple[ShortRow, ...]
    next_words: str
    acts: tuple[Act, ...]


@require_GET
@reading
def award(request: HttpRequest, code: str) -> HttpResponse:
    """The frozen ranking with a line; before the freeze no figure of it."""
    return award_page(request, code)


def award_page(
    request: HttpRequest, code: str, *, typed: AskForm | None = None, status: int = 200
) -> HttpResponse:
    """The page; ``typed`` holds a question to a judge that was not filled in rightly."""
    actor = actor_of(request)
    panel = queries.panel_for(actor, code)
    ranks = sheets.may_rank(actor, panel)
    is_frozen = sheets.is_frozen(panel)
    shows = is_frozen and (ranks or panel.state == PanelState.RELEASED)
    sheet = sheets.award_sheet(actor, code, above=above_in(request.GET)) if shows else None
    page = AwardPage(
        head=panel_head(panel, "desk:panel-award"),
        sheet=_part(request, sheet, ranks=ranks, typed=typed) if sheet else None,
        nothing="" if sheet else _nothing(panel, ranks=ranks),
        warning=_warning(sheet),
        short=_short(actor, panel, typed) if ranks else (),
        next_words=_next_words(panel, sheet, ranks=ranks),
        acts=_acts(actor, panel, sheet, ranks=ranks),
    )
    return desk_page(request, "desk/panel_award.html", page, status=status)


def _warning(sheet: sheets.AwardSheet | None) -> str:
    if sheet is None or sheet.is_current:
        return ""
    if sheet.panel.state == PanelState.RELEASED:
        return _(
            "Scores or conflicts changed since the release, so this ranking counts the wrong scores. Nobody goes on before two officers "
            "have ranked anew."
        )
    return _("Scores, conflicts or seats changed since it was frozen. Freeze it anew before the release.")


def _nothing(panel: Panel, *, ranks: bool) -> str:
    if panel.state == PanelState.CLOSED and ranks:
        method = word(METHOD_LABELS, panel.method)
        return _(
            "Scoring has closed. Freeze the ranking by the method that was fixed when the panel opened: %(method)s."
        ) % {"method": method}
    if panel.state in (PanelState.CLOSED, PanelState.RELEASED):
        return _("Who ranks this panel has not opened its results to you.")
    return _(
        "The sheet appears when the panel has closed and its ranking is frozen. Nobody sees a figure before."
    )


def _next_words(panel: Panel, sheet: sheets.AwardSheet | None, *, ranks: bool) -> str:
    if not ranks or panel.state not in (PanelState.CLOSED, PanelState.RELEASED):
        return ""
    if sheet is None:
        return _("The ranking waits to be frozen.")
    if panel.state == PanelState.RELEASED:
        return _("The results are released. What is left is decided in the meeting.")
    return _("The ranking is frozen. The results are released together with the other panels of the call.")


def _acts(actor: Actor, panel: Panel, sheet: sheets.AwardSheet | None, *, ranks: bool) -> tuple[Act, ...]:
    if not ranks:
        return ()
    meeting = Act(label=_("Decision meeting"), url=reverse("desk:panel-meeting", args=[panel.code]))
    release = Act(label=_("Release"), url=reverse("desk:panel-release", args=[panel.code]), primary=True)
    if panel.state == PanelState.RELEASED:
        if sheet is not None and not sheet.is_current:
            return (meeting, _rerank_act(actor, panel))
        return (Act(label=meeting.label, url=meeting.url, primary=True),)
    if panel.state != PanelState.CLOSED:
        return ()
    if sheet is not None and sheet.is_current:
        return (meeting, release)
    freeze = Act(
        label=_("Freeze the ranking") if sheet is None else _("Freeze it anew"),
        url=reverse("desk:panel-award-freeze", args=[panel.code]),
        method="post",
        primary=True,
        question=_(
            "It is kept with every score it is made from. What changes later makes a new one beside it."
        ),
    )
    return (freeze,)


def _rerank_act(actor: Actor, panel: Panel) -> Act:
    """After the release: ask for a new ranking, or agree to what a colleague asked for."""
    asked = sheets.rerank_asked(panel)
    if asked is None:
        return Act(
            label=_("Ask for a new ranking"),
            url=reverse("desk:panel-award-ask-anew", args=[panel.code]),
            method="post",
            primary=True,
            question=_("Then a colleague has to agree. The ranking that is released stays in the record."),
            form=ReviewReasonForm(auto_id="anew-%s"),
        )
    if asked.asked_by_id == actor.person_id:
        return Act(label=_("Rank anew"), reason=_("You asked for it yourself; a colleague agrees."))
    return Act(
        label=_("Rank anew"),
        url=reverse("desk:panel-award-rank-anew", args=[panel.code, asked.pk]),
        method="post",
        primary=True,
        grave=True,
        question=_(
            "The new ranking is out at once, and its people are told. The reason that was given: %(reason)s"
        )
        % {"reason": asked.reason},
    )


def _part(request: HttpRequest, sheet: sheets.AwardSheet, *, ranks: bool, typed: AskForm | None) -> SheetPart:
    actor, panel, scale = actor_of(request), sheet.panel, Scale.of(sheet)
    outlook = sheets.award_outlook(actor, sheet) if ranks else None
    below = next((row.application for row in sheet.rows if not row.is_above), "")
    shown = AWARDS.shown(
        request.GET,
        actor,
        KeysetPage(rows=(), next_cursor="", previous_cursor=""),
        more=f"panel={panel.code}",
    )
    record = reverse("desk:panel-award-record", args=[panel.code, "json"])
    return SheetPart(
        form=LineForm({"above": sheet.above}),
        figures=_figures(sheet),
        columns=_columns(sheet),
        rows=tuple(
            AwardRow(
                rank=row.rank,
                title=row.title,
                url=reverse("desk:application", args=[row.application]),
                unit=row.unit,
                score=f"{row.score:.2f}",
                bar=bar_of(row, scale),
                interval=interval_words(row),
                chance=chance_words(row.p_above),
                scores=row.scores,
                votes=votes_words(row.votes),
                is_open=row.is_open,
                is_above=row.is_above,
                is_first_below=row.application == below,
            )
            for row in sheet.rows
        ),
        has_bars=any(row.low is not None for row in sheet.rows),
        has_votes=any(row.votes for row in sheet.rows),
        turns=turns_shown(sheet, outlook) if outlook else None,
        open=len(sheet.open),
        further=_further(sheet, outlook, typed) if outlook and queries.may_arrange(actor, panel) else (),
        exports=shown.exports,
        facts=_facts(sheet),
        record_url=record,
        scores_url=reverse("desk:panel-award-record", args=[panel.code, "csv"]),
        check=_check(sheet),
    )


def _figures(sheet: sheets.AwardSheet) -> tuple[Figure, ...]:
    above = sum(row.is_above for row in sheet.rows)
    return (
        Figure(label=_("Entries"), value=f"{len(sheet.rows):,}"),
        Figure(
            label=_("Above the line"),
            value=f"{above:,}",
            definition=_(
                "Entries of equal score share a rank, so there may be more than the line was set for."
            ),
        ),
        Figure(
            label=_("Not sure"),
            value=f"{len(sheet.open):,}",
            definition=_(
                "The line lies within their interval: the judges' scores alone do not settle on which side they stand."
            ),
        ),
    )


def _columns(sheet: sheets.AwardSheet) -> tuple[Column, ...]:
    heads = [
        Column(label=pgettext("judging", "Rank"), kind="number"),
        Column(label=pgettext("judging", "Entry")),
        Column(label=_("Applying unit")),
        Column(label=_("Score"), kind="number"),
    ]
    if any(row.low is not None for row in sheet.rows):
        heads += [
            Column(label=_("Interval and the line")),
            Column(label=_("Above the line with"), kind="number"),
        ]
    heads.append(Column(label=pgettext("judging", "Scores"), kind="number"))
    if any(row.votes for row in sheet.rows):
        heads.append(Column(label=_("Votes")))
    return tuple(heads)


def _facts(sheet: sheets.AwardSheet) -> tuple[tuple[str, str], ...]:
    ranking = sheet.ranking
    return (
        (_("Method"), word(METHOD_LABELS, ranking.method)),
        (_("Frozen"), instant_word(ranking.frozen_at)),
        (_("Ranking number"), str(ranking.number)),
        (_("Hash of the result"), ranking.result_hash),
        (_("Hash of all receipts"), ranking.root),
    )


def _check(sheet: sheets.AwardSheet) -> tuple[str, ...]:
    """What somebody types who trusts nobody; the names are those of the downloads."""
    stem, record = stem_of(sheet), sheet.ranking.record
    cut = f" --cut {record['cut']}" if record["cut"] is not None else ""
    return (
        f"xinghe judging rank {stem}.csv --method {record['method']} --add {record['rule']['add']}{cut}",
        f"xinghe judging replay {stem}.json",
        f"python verify_judging.py {stem}.json --commitment {record['input_hash']} --head {record['result_hash']}",
    )


def stem_of(sheet: sheets.AwardSheet) -> str:
    """What the files of a sheet are called."""
    return f"ranking-{sheet.panel.code}-{sheet.ranking.number}"


def _short(actor: Actor, panel: Panel, typed: AskForm | None) -> tuple[ShortRow, ...]:
    may_ask = queries.may_arrange(actor, panel)
    return tuple(
        ShortRow(
            title=one.title,
            url=reverse("desk:application", args=[one.application]),
            words=ngettext("%(count)s judge is missing", "%(count)s judges are missing", one.lacking)
            % {"count": one.lacking},
            asks=tuple(
                FurtherRow(title=one.title, judge=name, act=_ask(panel, one.application, seat, name, typed))
                for seat, name in (one.judges if may_ask else ())
            ),
        )
        for one in missing_reviews(actor, panel.code)
    )


def _further(
    sheet: sheets.AwardSheet, outlook: sheets.AwardOutlook, typed: AskForm | None
) -> tuple[FurtherRow, ...]:
    titles = {row.application: row.title for row in sheet.rows}
    return tuple(
        FurtherRow(
            title=titles[one.application],
            judge=one.judge,
            act=_ask(sheet.panel, one.application, one.seat, one.judge, typed),
        )
        for one in outlook.further
    )


def _ask(panel: Panel, entry: str, seat: str, judge: str, typed: AskForm | None) -> Act:
    """Ask one more judge about an entry; ``typed`` is shown again where it was typed."""
    form = AskForm(
        initial={"application": entry, "seat": seat, "closes_at": clock.now() + _USUAL_TIME},
        auto_id=f"ask-{entry}-{seat}-%s",
    )
    if typed is not None and (typed.data.get("application"), typed.data.get("seat")) == (entry, seat):
        form = typed
    return Act(
        label=_("Ask once more"),
        url=reverse("desk:panel-award-ask", args=[panel.code]),
        method="post",
        form=form,
        question=_("%(judge)s judges it too, with an end of their own. Then the ranking is frozen anew.")
        % {"judge": judge},
    )
