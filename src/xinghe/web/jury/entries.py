"""An entry and its rubric side by side: what a judge reads, what was given, and what may still be done."""

from dataclasses import dataclass, replace
from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from xinghe.access.fence import fenced
from xinghe.foundation import clock
from xinghe.programmes.rules.form import Form
from xinghe.reviews import queries
from xinghe.reviews.rules.scoring import shown
from xinghe.reviews.rules.words import MOST_REASON
from xinghe.reviews.vocab import CONFLICT_LABELS, DECLARABLE, PanelState
from xinghe.web.jury.frame import jury_page
from xinghe.web.jury.reviewing import seat_for, state_of, state_words, takes_scores
from xinghe.web.jury.rubric import RubricShown, Written, rubric_shown, written_last
from xinghe.web.kit.answers import SectionShown, answers_shown
from xinghe.web.kit.doors import actor_of
from xinghe.web.kit.parts import Act, Badge
from xinghe.web.kit.words import instant_word, left_word

KILOBYTE = 1024


class AbstainForm(forms.Form):
    """Why no score is given."""

    reason = forms.CharField(
        label=gettext_lazy("Why do you give no score?"),
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "You may think again until the end. For a conflict there is the other button."
        ),
    )


class ConflictForm(forms.Form):
    """What ties a judge to an entry."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=[
            ("", gettext_lazy("Choose")),
            *((one.value, gettext_lazy(CONFLICT_LABELS[one])) for one in DECLARABLE),
        ],
    )
    words = forms.CharField(
        label=gettext_lazy("In words"),
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "The organiser reads it. The entry disappears from your list at once, and does not come back by itself."
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FileShown:
    """A file under its neutral name."""

    name: str
    size: str
    url: str
    preview_url: str
    video_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the judge gave last."""

    words: str
    comment: str
    at: datetime
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """An entry beside its rubric. ``mode`` is what may be done: "score", "correct", or "read"."""

    call: str
    number: int
    position: int
    total: int
    title: str
    whose: tuple[str, ...]
    state: Badge
    time: str
    closes_at: datetime
    is_short: bool
    sections: tuple[SectionShown, ...]
    files: tuple[FileShown, ...]
    rubric: RubricShown
    given: Given | None
    mode: str
    key: str
    revision: str
    reason: str
    trouble: str
    asked_at: datetime | None
    acts: tuple[Act, ...]
    panel_url: str
    save_url: str
    score_url: str
    correct_url: str
    previous_url: str
    next_url: str


def entry_page(
    request: HttpRequest,
    code: str,
    number: int,
    *,
    written: Written | None = None,
    trouble: str = "",
    reason: str = "",
    form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one entry. Refuses: Missing. About 20 queries."""
    actor, now = actor_of(request), clock.now()
    with fenced(actor):
        seat = seat_for(actor, code)
        rows = queries.entries_for(actor, code)
        found = queries.entry_for(actor, code, number)
        row = next(one for one in rows if one.number == number)
        asked_at = queries.correction_asked(actor, code, number)
        page = EntryPage(
            call=seat.call,
            number=number,
            position=rows.index(row) + 1,
            total=len(rows),
            title=found.title,
            whose=(found.applicant, found.unit, found.code) if isinstance(found, queries.OpenEntry) else (),
            state=state_words()[state_of(row)],
            time=_time(seat, found, now=now),
            closes_at=found.closes_at,
            is_short=(found.closes_at - now).days < 2,
            sections=sections_shown(found),
            files=tuple(_file(code, number, one) for one in found.files),
            rubric=rubric_shown(found, written or written_last(found)),
            given=_given(found),
            mode=_mode(seat, found, asked_at, now=now),
            key=f"entry-{code}-{number}",
            revision=found.draft.saved_at.isoformat() if found.draft else "",
            reason=reason,
            trouble=trouble,
            asked_at=asked_at,
            acts=_acts(seat, found, form, code, now=now),
            panel_url=reverse("jury:panel", args=[code]),
            save_url=reverse("jury:entry-save", args=[code, number]),
            score_url=reverse("jury:entry-score", args=[code, number]),
            correct_url=reverse("jury:entry-correct", args=[code, number]),
            previous_url=_beside(code, rows, row, -1),
            next_url=_beside(code, rows, row, 1),
        )
        return jury_page(request, "jury/entry.html", page, status=status)


def _beside(code: str, rows: tuple[queries.EntryRow, ...], row: queries.EntryRow, step: int) -> str:
    at = rows.index(row) + step
    return reverse("jury:entry", args=[code, rows[at].number]) if 0 <= at < len(rows) else ""


def _mode(
    seat: queries.Invitation, found: queries.BlindEntry, asked_at: datetime | None, *, now: datetime
) -> str:
    if takes_scores(seat, found.closes_at, now=now):
        return "score"
    is_over = seat.panel_state is PanelState.CLOSED or now >= found.closes_at
    may_ask = is_over and seat.panel_state is not PanelState.RELEASED and asked_at is None
    return "correct" if may_ask and found.score else "read"


def _time(seat: queries.Invitation, found: queries.BlindEntry, *, now: datetime) -> str:
    if takes_scores(seat, found.closes_at, now=now):
        return left_word(found.closes_at - now)
    if now < seat.opens_at:
        return _("It takes scores from %(instant)s on.") % {"instant": instant_word(seat.opens_at)}
    return _("It takes no more scores.")


def sections_shown(found: queries.BlindEntry) -> tuple[SectionShown, ...]:
    """The answers as they are read. What depends on an answer that is hidden was asked, or it would not be there."""
    kept = tuple(
        replace(
            section,
            fields=tuple(
                replace(one, when=None) if one.when and one.when.field not in found.answers else one
                for one in section.fields
            ),
        )
        for section in found.sections
    )
    return answers_shown(Form(sections=kept), found.answers, language=get_language() or "en")


def _file(code: str, number: int, one: queries.FileRow) -> FileShown:
    args = [code, number, one.name]
    url = reverse("jury:entry-file", args=args)
    return FileShown(
        name=one.name,
        size=f"{max(1, round(one.size / KILOBYTE)):,} KB",
        url=url,
        preview_url=reverse("jury:entry-preview", args=args) if one.has_preview else "",
        video_url=url if one.media_type.startswith("video/") else "",
    )


def _given(found: queries.BlindEntry) -> Given | None:
    score = found.score
    if score is None:
        return None
    words = (
        _("You gave no score.")
        if score.is_abstained
        else _("You gave %(total)s points.") % {"total": shown(score.total or 0)}
    )
    return Given(words=words, comment=score.comment, at=score.at, receipt=score.receipt)


def _acts(
    seat: queries.Invitation, found: queries.BlindEntry, sent: forms.Form | None, code: str, *, now: datetime
) -> tuple[Act, ...]:
    """What else may be done with it: leave it to others."""
    args = [code, found.number]
    acts = []
    if takes_scores(seat, found.closes_at, now=now):
        acts.append(
            Act(
                label=_("Give no score"),
                url=reverse("jury:entry-abstain", args=args),
                method="post",
                form=sent if isinstance(sent, AbstainForm) else AbstainForm(auto_id="abstain-%s"),
            )
        )
    if seat.panel_state is not PanelState.RELEASED:
        acts.append(
            Act(
                label=_("Declare a conflict"),
                url=reverse("jury:entry-conflict", args=args),
                method="post",
                grave=True,
                form=sent if isinstance(sent, ConflictForm) else ConflictForm(auto_id="conflict-%s"),
            )
        )
    return tuple(acts)
