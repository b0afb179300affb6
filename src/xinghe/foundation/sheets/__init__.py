"""Spreadsheets from outside and to outside: refused before a parser opens them, written so that nothing in them runs."""

from xinghe.foundation.sheets.guard import (
    LIMITS,
    Limits,
    SheetDamaged,
    SheetLocked,
    SheetNotXlsx,
    SheetRefused,
    SheetTooBig,
    SheetTooLong,
    SheetUnsafe,
    guard_xlsx,
)
from xinghe.foundation.sheets.lines import (
    Header,
    HeaderMissing,
    LineKind,
    WantedColumn,
    find_header,
    kind_of_line,
)
from xinghe.foundation.sheets.opendocument import OdsWriter
from xinghe.foundation.sheets.reading import Cell, Cells, cell_text, read_rows
from xinghe.foundation.sheets.tables import TableForm, write_table
from xinghe.foundation.sheets.writing import OutColumn, OutKind, SheetWriter, harmless, write_csv

__all__ = [
    "LIMITS",
    "Cell",
    "Cells",
    "Header",
    "HeaderMissing",
    "Limits",
    "LineKind",
    "OdsWriter",
    "OutColumn",
    "OutKind",
    "SheetDamaged",
    "SheetLocked",
    "SheetNotXlsx",
    "SheetRefused",
    "SheetTooBig",
    "SheetTooLong",
    "SheetUnsafe",
    "SheetWriter",
    "TableForm",
    "WantedColumn",
    "cell_text",
    "find_header",
    "guard_xlsx",
    "harmless",
    "kind_of_line",
    "read_rows",
    "write_csv",
    "write_table",
]
