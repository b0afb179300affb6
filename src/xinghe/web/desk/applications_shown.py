"""The parts of an application's page: its way with clocks, seal, files by code, versions and what does not hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xinghe.access.actor import Actor
from xinghe.attachments.queries import AttachmentRow, attachments_of
from xinghe.attachments.vocab import MEGABYTE, STATE_LABELS, Slot, State
from xinghe.programmes import queries
from xinghe.programmes.moves import stations_of
from xinghe.programmes.rules.evidence import EvidenceNeed
from xinghe.programmes.rules.terms import Terms
from xinghe.programmes.vocab import EVIDENCE_LABELS, WITH_APPLICANT, Evidence, MoveName, Phase
from xinghe.web.kit.answers import Difference, differences, file_differences, own_words
from xinghe.web.kit.doors import sentence
from xinghe.web.kit.parts import Badge, Tone
from xinghe.web.kit.words import word

_TONES: dict[State, Tone] = {State.WAITING: "wait", State.CLEAN: "good", State.REFUSED: "bad"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StopShown:
    """One union on the way: behind it, here, or ahead."""

    name: str
    state: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SealShown:
    """Whether the unit has sealed what lies here, and what is to be done."""

    state: Badge
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One file of evidence; without ``url`` it cannot be opened."""

    name: str
    size: str
    state: Badge
    caption: str
    words: str
    url: str
    preview_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceShown:
    """What an application carries of one code, and whether that is enough."""

    code: str
    label: str
    hint: str
    need: Badge | None
    files: tuple[FileRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionShown:
    """What was handed in at one moment, and in what it differs from the version before."""

    number: int
    at: datetime
    is_sealed: bool
    changes: tuple[Difference, ...]
    files_out: tuple[str, ...]
    files_in: tuple[str, ...]

    @property
    def is_unchanged(self) -> bool:
        """Nothing differs in the answers or the files, so its name does."""
        return not (self.changes or self.files_out or self.files_in)


def way_shown(
    application: queries.Application, passages: Sequence[Any], *, now: datetime
) -> tuple[StopShown, ...]:
    """The unit and every desk up to the organiser, with how long each has had it. 1 query."""
    stations = stations_of(application)
    holder = application.desk_id or application.returned_from_id
    here = next((at for at, one in enumerate(stations) if one.pk == holder), len(stations) - 1)
    spent: dict[int | None, timedelta] = {}
    for one in passages:
        # What a desk had it for before it sent it back counts on when it comes again.
        if one.move not in (MoveName.RETURN, MoveName.ASK_FOR_MORE):
            spent[one.desk_id] = spent.get(one.desk_id, timedelta()) + one.waited
    held, since = application.waited, application.lies_since
    if since is not None and Phase(application.phase) not in WITH_APPLICANT:
        held += now - since
    found = []
    for at, union in enumerate(stations):
        days = (spent.get(union.pk, timedelta()) + (held if at == here else timedelta())).days
        notes = [_("recommending unit")] if at == len(stations) - 2 else []
        if days:
            notes.append(ngettext("%(n)s day", "%(n)s days", days) % {"n": days})
        state = "here" if at == here else ("done" if at < here else "ahead")
        found.append(StopShown(name=union.name, state=state, note=" · ".join(notes)))
    return tuple(found)


def seal_shown(application: queries.Application, versions: Sequence[Any]) -> SealShown:
    """The seal as it stands. The check word itself is never on the page: it is read from the sealed paper. 0 queries."""
    number = len(versions)
    if application.sealed_digest and application.sealed_digest == application.digest:
        return SealShown(
            state=Badge(word=_("bears the seal"), tone="good"),
            words=_("The unit has sealed version %(number)s, which is the one that lies here.")
            % {"number": number},
        )
    todo = _(
        "Print version %(number)s, have the unit seal its signature page, upload the scan as EV01, and enter the "
        "check word: the eight characters beside the QR code at the foot of that page."
    ) % {"number": number}
    if application.sealed_digest:
        return SealShown(
            state=Badge(word=_("seal void"), tone="bad"),
            words=_("The content was changed after it was sealed.") + " " + todo,
        )
    return SealShown(state=Badge(word=_("not sealed yet"), tone="wait"), words=todo)


def evidence_shown(
    actor: Actor, application: queries.Application, terms: Terms, answers: Mapping[str, Any]
) -> tuple[EvidenceShown, ...]:
    """The files of an application by their code, in the order of the call's terms. 1 query."""
    rows = attachments_of(actor, "application", [application.pk]).get(application.pk, ())
    by_code: dict[str, list[AttachmentRow]] = {}
    for row in rows:
        by_code.setdefault(row.slot.value, []).append(row)
    # There may be hundreds of files: their addresses are made once.
    opened, previewed = (reverse(f"files:{name}", args=["KEY"]) for name in ("open", "preview"))
    needs = {need.code.value: need for need in terms.evidence}
    codes = [*needs, *(code for code in sorted(by_code) if code not in needs)]
    if Slot.EV01.value not in codes:
        codes.insert(0, Slot.EV01.value)
    return tuple(
        EvidenceShown(
            code=code,
            label=word(EVIDENCE_LABELS, Evidence(code)),
            hint=own_words(needs[code].hint) if code in needs else "",
            need=_need(needs.get(code), by_code.get(code, []), answers),
            files=tuple(_file(row, opened, previewed) for row in by_code.get(code, ())),
        )
        for code in codes
    )


def _need(
    need: EvidenceNeed | None, rows: Sequence[AttachmentRow], answers: Mapping[str, Any]
) -> Badge | None:
    if need is None or not need.least or (need.when is not None and not need.when.holds(answers)):
        return None
    clean = sum(row.state is State.CLEAN for row in rows)
    said = _("%(clean)s of %(least)s") % {"clean": clean, "least": need.least}
    return Badge(word=said, tone="good" if clean >= need.least else "bad")


def _file(row: AttachmentRow, opened: str, previewed: str) -> FileRow:
    is_clean = row.state is State.CLEAN
    size = row.size
    return FileRow(
        name=row.file_name,
        size=f"{size / MEGABYTE:.1f} MB" if size >= MEGABYTE else f"{max(1, size // 1000)} KB",
        state=Badge(word=word(STATE_LABELS, row.state), tone=_TONES[row.state]),
        caption=row.caption,
        words=sentence(row.refusal) if row.refusal else "",
        url=opened.replace("KEY", row.key) if is_clean else "",
        preview_url=previewed.replace("KEY", row.key) if row.has_preview else "",
    )


def versions_shown(
    application: queries.Application, versions: Sequence[Any], terms: Terms, *, language: str
) -> tuple[VersionShown, ...]:
    """Every version with its differences, the newest first. 0 queries."""
    found, before = [], None
    for one in versions:
        out, came = file_differences(before.files, one.files) if before else ((), ())
        found.append(
            VersionShown(
                number=one.number,
                at=one.handed_in_at,
                is_sealed=one.digest == application.sealed_digest,
                changes=differences(terms.form, before.answers, one.answers, language=language)
                if before
                else (),
                files_out=out,
                files_in=came,
            )
        )
        before = one
    return tuple(reversed(found))
