"""One table in whichever form somebody takes it away."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import IO, assert_never

from xinghe.foundation.sheets.opendocument import OdsWriter
from xinghe.foundation.sheets.writing import OutCell, OutColumn, SheetWriter, write_csv


class TableForm(StrEnum):
    """What a table may be taken away as; the value is the end of the file's name."""

    XLSX = "xlsx"
    CSV = "csv"
    ODS = "ods"

    @property
    def content_type(self) -> str:
        """What a browser is told."""
        return {
            TableForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            TableForm.CSV: "text/csv",
            TableForm.ODS: "application/vnd.oasis.opendocument.spreadsheet",
        }[self]


def write_table(
    target: IO[bytes],
    form: TableForm,
    *,
    columns: Sequence[OutColumn],
    rows: Iterable[Sequence[OutCell]],
    sheet: str = "Sheet1",
) -> None:
    """Write a table to an open binary file, in constant memory. Nothing in it runs."""
    match form:
        case TableForm.CSV:
            write_csv(target, titles=[column.title for column in columns], rows=rows)
        case TableForm.XLSX:
            with SheetWriter(target, columns=columns, sheet=sheet) as xlsx:
                for row in rows:
                    xlsx.row(row)
        case TableForm.ODS:
            with OdsWriter(target, columns=columns, sheet=sheet) as ods:
                for row in rows:
                    ods.row(row)
        case _:
            assert_never(form)
