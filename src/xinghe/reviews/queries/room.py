"""What a judge sees: their invitations, and the entries assigned to them, with nothing that they must not know.

A judge never reads through the tree. Their own assignments are looked up by the power of their owner; the entries of
these, and of no others, are read as the clerk and handed on as rows that lack what is hidden.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.attachments.models import Attachment
from xinghe.attachments.queries import CleanFile, clean_store
from xinghe.attachments.vocab import State
from xinghe.foundation.errors import Missing
from xinghe.programmes.models import Application
from xinghe.programmes.rules.answers import for_blind_eyes
from xinghe.programmes.rules.form import Field, FieldType, Section
from xinghe.programmes.rules.rubric import Rubric
from xinghe.programmes.vocab import Phase
from xinghe.reviews.models import Assignment, Correction, DraftScore, DrawRecord, Panel, Score, Seat
from xinghe.reviews.models.standing import as_clerk, latest_scores, standing
from xinghe.reviews.rules.files import may_be_opened_blind, neutral_names
from xinghe.reviews.vocab import SHOWN, DrawPurpose, PanelState, SeatState


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A seat somebody was asked to take. ``category`` is its label, empty where the panel judges all of them."""

    panel: str
    call: str
    phase: Phase
    category: str
    opens_at: datetime
    closes_at: datetime
    state: SeatState
    panel_state: PanelState
    is_chair: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnScore:
    """What the judge gave last, with the receipt."""

    points: Mapping[str, int]
    total: int | None
    comment: str
    is_abstained: bool
    at: datetime
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDraft:
    """What the judge has written so far."""

    points: Mapping[str, str]
    comment: str
    saved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """An entry in a judge's list: a number, and how far the judge has come with it. No code, no name, no order of others."""

    number: int
    title: str
    category: str
    has_draft: bool
    is_scored: bool
    is_abstained: bool
    closes_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """A file that may be opened, under a name that says nothing."""

    name: str
    media_type: str
    size: int
    has_preview: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindEntry:
    """An entry before a judge who does not know whose it is. What is not here, no page can show."""

    number: int
    title: str
    category: str
    sections: tuple[Section, ...]
    answers: Mapping[str, Any]
    files: tuple[FileRow, ...]
    rubric: Rubric
    comment_least: int
    closes_at: datetime
    draft: OwnDraft | None
    score: OwnScore | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEntry(BlindEntry):
    """An entry where the judges may know whose it is: in a defence, and on site."""

    code: str
    applicant: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """An assignment with what is read along with it."""

    row: Assignment
    panel: Panel
    application: Application


def invitations(actor: Actor) -> tuple[Invitation, ...]:
    """The seats this person was asked to take, the newest first. 2 queries."""
    asked = (SeatState.INVITED, SeatState.ACCEPTED, SeatState.DECLINED)
    mine = within(actor, Power.REVIEW_WRITE, Seat.objects.filter(state__in=asked))
    numbers = list(mine.values_list("pk", flat=True))
    if not numbers:
        return ()
    with as_clerk():
        rows = Seat.objects.filter(pk__in=numbers).select_related("panel__call").order_by("-pk")
        return tuple(
            Invitation(
                panel=seat.panel.code,
                call=seat.panel.call.title,
                phase=Phase(seat.panel.phase),
                category=_category(seat.panel),
                opens_at=seat.panel.opens_at,
                closes_at=seat.panel.closes_at,
                state=SeatState(seat.state),
                panel_state=PanelState(seat.panel.state),
                is_chair=seat.is_chair,
            )
            for seat in rows
        )


def _category(panel: Panel) -> str:
    if not panel.category:
        return ""
    terms = panel.call.said_terms
    return terms.labels.get(panel.category) or dict(terms.categories).get(panel.category, panel.category)


def entries_for(actor: Actor, panel_code: str) -> tuple[EntryRow, ...]:
    """The entries assigned to this judge that stand, by their numbers. Refuses: Missing, for a panel that is not theirs."""
    tasks = _tasks(_mine(actor).filter(panel__code=panel_code))
    if not tasks and not _sits(actor, panel_code):
        raise Missing
    return _entry_rows(actor, tasks)


def entries_by_panel(actor: Actor) -> dict[str, tuple[EntryRow, ...]]:
    """All entries assigned to this judge that stand, by the code of their panel. As many queries as for one panel."""
    by_panel: dict[str, list[_Task]] = {}
    for task in _tasks(_mine(actor)):
        by_panel.setdefault(task.panel.code, []).append(task)
    rows = iter(_entry_rows(actor, [task for tasks in by_panel.values() for task in tasks]))
    return {code: tuple(islice(rows, len(tasks))) for code, tasks in by_panel.items()}


def _entry_rows(actor: Actor, tasks: Sequence[_Task]) -> tuple[EntryRow, ...]:
    numbers = [task.row.pk for task in tasks]
    drafts = set(_drafts(actor, numbers).values_list("assignment_id", flat=True))
    scores = _scores(numbers)
    return tuple(
        EntryRow(
            number=task.row.number,
            title=_title(task),
            category=task.application.category,
            has_draft=task.row.pk in drafts,
            is_scored=task.row.pk in scores and not scores[task.row.pk].is_abstained,
            is_abstained=task.row.pk in scores and scores[task.row.pk].is_abstained,
            closes_at=task.row.ends_at(),
        )
        for task in tasks
    )


def entry_for(actor: Actor, panel_code: str, number: int) -> BlindEntry:
    """One entry; where the panel is not blind an ``OpenEntry``. Refuses: Missing."""
    task = _task(actor, panel_code, number)
    form = task.application.call.said_terms.form
    is_blind = task.panel.is_blind
    answers = for_blind_eyes(form, task.application.answers) if is_blind else task.application.answers
    with as_clerk():
        files = _files(task)
    draft = _drafts(actor, [task.row.pk]).first()
    score = _scores([task.row.pk]).get(task.row.pk)
    common: dict[str, Any] = {
        "number": task.row.number,
        "title": _title(task),
        "category": task.application.category,
        "sections": _sections(form.sections, answers, is_blind=is_blind),
        "answers": answers,
        "files": tuple(
            FileRow(name=name, media_type=one.media_type, size=one.size, has_preview=bool(one.preview_digest))
            for name, one in files.items()
        ),
        "rubric": task.panel.said_rubric,
        "comment_least": task.panel.comment_least,
        "closes_at": task.row.ends_at(),
        "draft": draft and OwnDraft(points=draft.points, comment=draft.comment, saved_at=draft.saved_at),
        "score": score and _own(score),
    }
    if is_blind:
        return BlindEntry(**common)
    return OpenEntry(
        **common,
        code=task.application.code,
        applicant=task.application.applicant.name,
        unit=task.application.unit.name,
    )


def entry_file(actor: Actor, panel_code: str, number: int, name: str) -> CleanFile:
    """A file of an entry by the name it has there. Refuses: Missing, FileGone."""
    found = _file(actor, panel_code, number, name)
    path = clean_store().path(found.clean_digest)
    return CleanFile(path=path, file_name=name, media_type=found.media_type, size=found.size)


def entry_preview(actor: Actor, panel_code: str, number: int, name: str) -> CleanFile:
    """The small picture of such a file, which was drawn here. Refuses: Missing, FileGone."""
    found = _file(actor, panel_code, number, name)
    if not found.preview_digest:
        raise Missing
    path = clean_store().path(found.preview_digest)
    return CleanFile(path=path, file_name="preview.jpg", media_type="image/jpeg", size=path.stat().st_size)


def assignment_for(actor: Actor, panel_code: str, number: int) -> Assignment:
    """The assignment behind a judge's number, for a command. Refuses: Missing."""
    return _task(actor, panel_code, number).row


def own_receipts(actor: Actor, panel_code: str) -> tuple[tuple[int, str, datetime], ...]:
    """(number of the entry, receipt, when) of every score the judge gave on a panel, in order. 2 queries."""
    mine = within(actor, Power.REVIEW_WRITE, Assignment.objects.filter(panel__code=panel_code))
    numbers = list(mine.values_list("pk", flat=True))
    with as_clerk():
        rows = Score.objects.filter(assignment__in=numbers).order_by("pk")
        return tuple(rows.values_list("assignment__number", "digest", "at"))


def correction_asked(actor: Actor, panel_code: str, number: int) -> datetime | None:
    """When the judge asked for a correction of an entry that nobody has granted yet. 1 query."""
    rows = Correction.objects.filter(
        assignment__panel__code=panel_code, assignment__number=number, granted_by__isnull=True
    )
    mine = within(actor, Power.REVIEW_WRITE, rows)
    return mine.values_list("asked_at", flat=True).first()


def running_order(actor: Actor, panel_code: str) -> tuple[int, ...]:
    """The judge's numbers in the order in which entries are presented; nothing before it is drawn. Refuses: Missing."""
    tasks = {
        task.application.code: task.row.number for task in _tasks(_mine(actor).filter(panel__code=panel_code))
    }
    if not tasks:
        raise Missing
    with as_clerk():
        drawn = DrawRecord.objects.filter(
            panel__code=panel_code, purpose=DrawPurpose.ORDER, drawn_at__isnull=False
        ).first()
    order = drawn.record["links"][1]["seated"]["order"] if drawn else []
    return tuple(tasks[code] for code in order if code in tasks)


def _mine(actor: Actor) -> QuerySet[Assignment]:
    return within(actor, Power.REVIEW_WRITE, Assignment.objects.filter(dropped_at__isnull=True))


def _tasks(mine: QuerySet[Assignment]) -> list[_Task]:
    """Those of one's own assignments that stand on a panel that is open or was, read as the clerk."""
    numbers = list(mine.values_list("pk", flat=True))
    with as_clerk():
        rows = standing(Assignment.objects.filter(pk__in=numbers, panel__state__in=SHOWN))
        found = rows.select_related(
            "panel__call", "seat", "application__call", "application__applicant", "application__unit"
        )
        return [
            _Task(row=one, panel=one.panel, application=one.application) for one in found.order_by("number")
        ]


def _task(actor: Actor, panel_code: str, number: int) -> _Task:
    found = _tasks(_mine(actor).filter(panel__code=panel_code, number=number))
    if not found:
        raise Missing
    return found[0]


def _sits(actor: Actor, panel_code: str) -> bool:
    """Whether the actor sits on a panel that shows its entries, though none is theirs."""
    mine = within(actor, Power.REVIEW_WRITE, Seat.objects.filter(state=SeatState.ACCEPTED))
    return mine.filter(panel__code=panel_code, panel__state__in=SHOWN).exists()


def _title(task: _Task) -> str:
    """What the entry is called, unless its name says whose it is."""
    form = task.application.call.said_terms.form
    hidden = task.panel.is_blind and any(
        field.identifies and task.application.answers.get(field.name) == task.application.title
        for field in form.fields
    )
    return "" if hidden else task.application.title


def _sections(
    sections: tuple[Section, ...], answers: Mapping[str, Any], *, is_blind: bool
) -> tuple[Section, ...]:
    """The questions whose answers are shown, without the columns that are not."""
    kept = (
        replace(section, fields=tuple(_field(one, is_blind) for one in section.fields if one.name in answers))
        for section in sections
    )
    return tuple(section for section in kept if section.fields)


def _field(field: Field, is_blind: bool) -> Field:
    if not is_blind or field.type is not FieldType.TABLE:
        return field
    return replace(field, columns=tuple(column for column in field.columns if not column.identifies))


def _files(task: _Task) -> dict[str, Attachment]:
    """Clean files by the names they have for judges. 1 query."""
    rows = Attachment.objects.filter(
        subject_kind="application",
        subject_id=task.application.pk,
        state=State.CLEAN,
        removed_at__isnull=True,
    )
    shown = [
        one
        for one in rows.order_by("slot", "position", "pk")
        if not task.panel.is_blind or may_be_opened_blind(one.slot)
    ]
    return dict(zip(neutral_names((one.slot, one.media_type) for one in shown), shown, strict=True))


def _file(actor: Actor, panel_code: str, number: int, name: str) -> Attachment:
    task = _task(actor, panel_code, number)
    with as_clerk():
        found = _files(task).get(name)
    if found is None:
        raise Missing
    return found


def _drafts(actor: Actor, numbers: list[int]) -> QuerySet[DraftScore]:
    return within(actor, Power.REVIEW_WRITE, DraftScore.objects.filter(assignment__in=numbers))


def _scores(numbers: list[int]) -> dict[int, Score]:
    with as_clerk():
        return latest_scores(numbers)


def _own(score: Score) -> OwnScore:
    return OwnScore(
        points=score.points,
        total=score.total,
        comment=score.comment,
        is_abstained=score.is_abstained,
        at=score.at,
        receipt=score.digest,
    )
