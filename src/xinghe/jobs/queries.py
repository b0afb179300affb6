"""Questions about long work: runs, their rows, and the files they leave."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.foundation.errors import Missing, Phrase, Refusal, gettext_noop
from xinghe.foundation.files import FileStore
from xinghe.jobs.models import Run, RunRow
from xinghe.jobs.vocab import FILES_KEPT_DAYS, RowOutcome

__all__ = [
    "Run",
    "RunRow",
    "file_of_run",
    "office_words",
    "refusal_of_row",
    "row_counts",
    "rows_of_run",
    "run_files",
    "run_for",
    "run_numbers",
    "run_rows_of",
    "runs_for",
    "runs_of_numbers",
    "subjects_of_run",
]


class OfficesChanged(Refusal):
    """A file was written for offices that are no longer held."""

    code = "offices_changed"
    message = gettext_noop(
        "This file was written for offices that you no longer hold. Export the list again: it will hold what you may see now."
    )
    status = 403


class FileLetGo(Refusal):
    """The file that a run left was removed after its days."""

    code = "file_let_go"
    message = gettext_noop("This file is kept for %(days)s days and is gone. Export the list again.")
    status = 410


def runs_for(actor: Actor) -> QuerySet[Run]:
    """Runs this actor asked for or may look after, newest first. 1 query."""
    return within(actor, Power.RUN_READ, Run.objects.select_related("person")).order_by("-asked_at", "-pk")


def run_numbers(actor: Actor, *, limit: int) -> list[int]:
    """The numbers of the runs this actor sees, the newest first, at most so many. 1 query."""
    return list(runs_for(actor).values_list("pk", flat=True)[:limit])


def runs_of_numbers(actor: Actor, numbers: Sequence[int]) -> list[Run]:
    """These runs in this order, as far as the actor sees them. 1 query."""
    found = runs_for(actor).in_bulk(list(numbers))
    return [found[number] for number in numbers if number in found]


def run_for(actor: Actor, run_id: int) -> Run:
    """One run. Refuses: Missing. 1 query."""
    found = runs_for(actor).filter(pk=run_id).first()
    if found is None:
        raise Missing
    return found


def rows_of_run(actor: Actor, run_id: int, *, outcome: str = "") -> QuerySet[RunRow]:
    """What became of each thing a bulk act was done to, in the order it was chosen; to its asker alone. 1 query.

    Rows are called as the things are: whoever only looks after the work of others does not read them.
    """
    rows = _own_rows(actor).filter(run_id=run_id)
    return (rows.filter(outcome=outcome) if outcome else rows).order_by("position")


def run_rows_of(actor: Actor, numbers: Sequence[int]) -> list[RunRow]:
    """These rows in this order, as far as they are the actor's. 1 query."""
    found = _own_rows(actor).in_bulk(list(numbers))
    return [found[number] for number in numbers if number in found]


def _own_rows(actor: Actor) -> QuerySet[RunRow]:
    if actor.person_id is None:
        return RunRow.objects.none()
    return within(actor, Power.RUN_READ, RunRow.objects.filter(person_id=actor.person_id))


def row_counts(actor: Actor, run_id: int) -> dict[str, int]:
    """How many rows there are of each outcome that occurs. 1 query."""
    counted = rows_of_run(actor, run_id).order_by().values("outcome").annotate(number=Count("pk"))
    return dict(counted.values_list("outcome", "number"))


def subjects_of_run(actor: Actor, run_id: int, outcome: RowOutcome) -> list[int]:
    """The things of one outcome, to act on them again or to take back what was done. 1 query."""
    return list(rows_of_run(actor, run_id, outcome=outcome).values_list("subject_id", flat=True))


def refusal_of_row(row: RunRow) -> tuple[str, Mapping[str, Any]]:
    """What a row's refusal says and what fills its places; a label among them is a ``Phrase``, to be translated."""
    params = {
        name: Phrase(value["label"]) if isinstance(value, dict) else value
        for name, value in row.params.items()
    }
    return row.sentence, params


def run_files() -> FileStore:
    """The files that runs leave, apart from those that people sent: they go after ``FILES_KEPT_DAYS``."""
    return FileStore(settings.XINGHE.var / "runs")


def office_words(actor: Actor) -> tuple[str, ...]:
    """The offices somebody holds, as they are kept with a file that was written for them."""
    return tuple(sorted(f"{office.role}@{office.union_id}" for office in actor.offices))


def file_of_run(actor: Actor, run: Run) -> tuple[Path, str]:
    """The file that a run left for who asked for it, and its name.

    Refuses: Missing (to everybody else), OfficesChanged, FileLetGo.
    """
    if run.person_id is None or run.person_id != actor.person_id or "file" not in run.outcome:
        raise Missing
    if not set(run.outcome["offices"]) <= set(office_words(actor)):
        raise OfficesChanged
    store = run_files()
    if not store.holds(run.outcome["file"]):
        raise FileLetGo(days=FILES_KEPT_DAYS)
    return store.path(run.outcome["file"]), run.outcome["file_name"]
