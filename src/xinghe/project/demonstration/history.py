"""Five years of sending in, clearing, ruling and publishing, in the order of time, each act by the person it belongs to."""

import heapq
import io
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from itertools import count
from random import Random
from typing import Final

from django.conf import settings

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.accounts.models import Person
from xinghe.foundation import clock
from xinghe.foundation.files import FileStore
from xinghe.foundation.sheets import OutColumn, SheetWriter
from xinghe.project.demonstration.firms import Firm
from xinghe.project.demonstration.sendings import Line, Sending, working_moment
from xinghe.project.demonstration.settling import union_of
from xinghe.results import actions
from xinghe.results.jobs.importing import import_workbook
from xinghe.results.models import Result, Workbook
from xinghe.results.vocab import COLUMNS, Stage
from xinghe.texts.actions import rule_on_similarity
from xinghe.texts.queries import similarities_of
from xinghe.texts.vocab import Ruling
from xinghe.unions.actions import move_union, rename_union
from xinghe.unions.models import UnionName, UnionParent
from xinghe.unions.queries import actor_for
from xinghe.unions.vocab import Line as TreeLine

_LARGEST_FILE: Final = 20_000_000
_FIRST_LINE: Final = 3  # below the heading and the titles

_REASONS: Final = {
    Ruling.COPIED: "与在先成果逐段相同，仅替换词语、调换句序；经两单位核对，认定为照搬。",
    Ruling.SAME_WORK: "与在先成果为同一工作的重复申报，保留在先的一项。",
    Ruling.IMPROVED: "在先成果的基础上作了改进，已注明来源，双方无异议。",
    Ruling.INDEPENDENT: "仅部分语句相近，对象和做法不同，认定各自独立完成。",
}
_WITHDRAWN: Final = "申报单位来函，材料有误，撤回本项。"
_RETURNED: Final = "公开后发现效益数字待核，退回核对。"


class History:
    """What is still to happen lies on a heap by its time; much of what happens puts something later on it."""

    def __init__(
        self, firms: tuple[Firm, ...], sent: tuple[Sending, ...], *, tell: Callable[[int, int], None]
    ) -> None:
        self.workbooks = self.steps = 0
        self._firms = firms
        self._sent = sent
        self._tell = tell
        self._order = count()
        self._pending: list[tuple[datetime, int, Callable[[], None]]] = []
        self._machine = Actor.for_job("demonstration")
        self._actors: dict[str, Actor] = {}
        self._stages: dict[int, str] = {}
        self._store = FileStore(settings.XINGHE.var / "files")

    def unfold(self) -> None:
        """Let everything happen that has not happened yet."""
        for number, sending in enumerate(self._sent, start=1):
            self._later(sending.received_at, partial(self._receive, sending, number))
        self._later(_noon(date(2023, 4, 3)), self._rename)
        self._later(_noon(date(2024, 7, 1)), self._move)
        while self._pending:
            instant, _, act = heapq.heappop(self._pending)
            with clock.held_at(instant):
                act()

    def _later(self, instant: datetime, act: Callable[[], None]) -> None:
        heapq.heappush(self._pending, (instant, next(self._order), act))

    def _as(self, staff_number: str) -> Actor:
        """The person who acts, with the offices they hold."""
        if staff_number not in self._actors:
            person = Person.objects.only("pk").get(staff_number=staff_number)
            self._actors[staff_number] = actor_for(person.pk, via="command", now=clock.now())
        return self._actors[staff_number]

    def _receive(self, sending: Sending, number: int) -> None:
        union, sender = union_of(sending.union), self._as(sending.sender)
        with fenced(self._machine):
            workbook = Workbook.objects.filter(file_name=sending.file_name, union=union).first()
        if workbook is None:
            digest = self._store.put([written(sending)], limit=_LARGEST_FILE)
            workbook = actions.receive_workbook(
                sender,
                union_id=union.pk,
                file_name=sending.file_name,
                file_digest=digest,
                run_now=True,
            )
        if workbook.finished_at is None:
            import_workbook(sender, _untold, workbook_id=workbook.pk)
            self.workbooks += 1
        with fenced(self._machine):
            rows = Result.objects.filter(workbook=workbook).only("workbook_row", "stage", "similar_coverage")
            recorded = {row.workbook_row: row for row in rows}
        chance = Random(sending.file_name)  # noqa: S311 -- repeatable, not secret
        for at, line in enumerate(sending.lines):
            if not line.wrong:
                result = recorded[_FIRST_LINE + at]
                self._stages[result.pk] = result.stage
                days = chance.randrange(4, 22), chance.randrange(6, 40)
                if result.stage != line.stage:
                    is_like = result.similar_coverage is not None
                    self._look_at(sending, line, result.pk, is_like=is_like, days=days, minutes=7 * at)
        self._tell(number, len(self._sent))

    def _look_at(
        self, sending: Sending, line: Line, pk: int, *, is_like: bool, days: tuple[int, int], minutes: int
    ) -> None:
        """Put on the heap what will be done about one line, up to the stage that its result shall reach."""
        first = working_moment(sending.received_at, days=days[0], minutes=minutes)
        second = working_moment(first, days=days[1], minutes=minutes)
        if is_like:
            ruling = line.copy.ruling if line.copy else Ruling.INDEPENDENT
            if ruling:
                self._later(first, partial(self._rule, sending, pk, ruling))
        if line.stage is Stage.WITHDRAWN:
            reason = _REASONS[line.copy.ruling] if line.copy and line.copy.ruling else _WITHDRAWN
            self._later(first, partial(self._withdraw, sending, pk, reason))
        else:
            self._later(first, partial(self._clear, sending, pk))
        if line.stage is Stage.PUBLISHED:
            self._later(second, partial(self._publish, sending, pk))
            if line.is_returned_once:
                third = working_moment(second, days=9, minutes=minutes)
                self._later(third, partial(self._return, sending, pk))
                self._later(working_moment(third, days=3, minutes=1), partial(self._clear, sending, pk))
                self._later(working_moment(third, days=5, minutes=2), partial(self._publish, sending, pk))

    def _rule(self, sending: Sending, pk: int, ruling: Ruling) -> None:
        checker = self._as(sending.checker)
        with fenced(checker):
            shown = similarities_of(checker, subject_kind="result", subject_id=pk)
        for number in [one.found.pk for one in shown if one.found.ruling == Ruling.OPEN]:
            rule_on_similarity(
                checker, similarity_id=number, ruling=ruling, reason=_REASONS[ruling], tie=True
            )
            self.steps += 1

    def _clear(self, sending: Sending, pk: int) -> None:
        if self._stages[pk] == Stage.RECORDED:
            actions.clear_result(self._as(sending.checker), result_id=pk)
            self._reached(pk, Stage.CLEARED)

    def _publish(self, sending: Sending, pk: int) -> None:
        if self._stages[pk] == Stage.CLEARED:
            actions.publish_result(self._as(sending.publisher), result_id=pk)
            self._reached(pk, Stage.PUBLISHED)

    def _return(self, sending: Sending, pk: int) -> None:
        if self._stages[pk] == Stage.PUBLISHED:
            actions.return_result(self._as(sending.publisher), result_id=pk, reason=_RETURNED)
            self._reached(pk, Stage.RECORDED)

    def _withdraw(self, sending: Sending, pk: int, reason: str) -> None:
        actions.withdraw_result(self._as(sending.checker), result_id=pk, reason=reason)
        self._reached(pk, Stage.WITHDRAWN)

    def _reached(self, pk: int, stage: Stage) -> None:
        self._stages[pk] = stage
        self.steps += 1

    def _rename(self) -> None:
        """A firm takes another form, and with it another name."""
        firm = next(firm for firm in self._firms if firm.place_code == "420102")
        name, union = firm.name.replace("有限公司", "股份有限公司"), union_of(firm.uscc)
        if not UnionName.objects.filter(union=union, name=name).exists():
            rename_union(self._as("demo-provincial"), union_id=union.pk, name=name, from_date=clock.today())
            self.steps += 1

    def _move(self) -> None:
        """A firm moves from its district into the development zone, with all that it has done."""
        firm = next(firm for firm in self._firms if firm.place_code == "420606")
        zone, union = union_of("X-420600-01"), union_of(firm.uscc)
        if not UnionParent.objects.filter(union=union, parent=zone).exists():
            move_union(
                self._as("demo-provincial"),
                union_id=union.pk,
                line=TreeLine.TERRITORY,
                parent_id=zone.pk,
                from_date=clock.today(),
            )
            self.steps += 1


def written(sending: Sending) -> bytes:
    """The workbook as an office would send it: a heading, the titles of the form, and the lines."""
    file = io.BytesIO()
    columns = [OutColumn(title=column.titles[0]) for column in COLUMNS]
    with SheetWriter(file, columns=columns, sheet="汇总表", heading=sending.heading) as sheet:
        for number, line in enumerate(sending.lines, start=1):
            cells = {"number": str(number), **line.cells}
            sheet.row([cells.get(column.name, "") for column in COLUMNS])
    return file.getvalue()


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=clock.CHINA)


def _untold(done: int, total: int | None = None) -> None:
    """Nobody listens to the progress of one small workbook."""
