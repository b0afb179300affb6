"""Files that a command is to write: what hinders it is said before the work is done, not after."""

import json
from pathlib import Path
from typing import Any

import click

from xinghe.foundation.errors import Refusal, gettext_noop


class NotWritten(Refusal):
    """A file that was asked for cannot be made where it was to stand."""

    code = "file_not_written"
    message = gettext_noop(
        "“%(file)s” cannot be written: %(reason)s. Name a file in a folder that is there and that you may write to."
    )
    status = 422


class NewFile(click.Path):
    """A file to be written, in a folder that is there."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, writable=True, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path. Refuses: NotWritten."""
        path = Path(str(super().convert(value, param, ctx)))
        if not path.parent.is_dir():
            raise NotWritten(file=path, reason=f"no folder {path.parent}")
        return path


def write_json(file: Path, value: Any) -> None:
    """One JSON, as people can read it. Refuses: NotWritten."""
    write_text(file, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def write_text(file: Path, text: str, *, mode: int = 0o666) -> None:
    """The text, in UTF-8; a new file has the ``mode`` before anything stands in it. Refuses: NotWritten."""
    try:
        file.touch(mode=mode)
        file.write_text(text, encoding="utf-8")
    except OSError as reason:
        raise NotWritten(file=file, reason=reason.strerror) from None
