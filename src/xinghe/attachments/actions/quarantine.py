"""Where files lie until they are clean: a folder that nothing is served from, one file an upload."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings


class Quarantine:
    """Files by the token of their upload. Any process may write; the row's lock says whose turn it is."""

    def __init__(self) -> None:
        self.root: Path = settings.XINGHE.var / "uploads"

    def write(self, token: str, *, offset: int, content: bytes) -> None:
        """Put ``content`` at ``offset`` and make it durable. What an interrupted writer left behind ``offset`` goes."""
        self.root.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path(token), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.ftruncate(handle, offset)
            view = memoryview(content)
            while view:
                written = os.pwrite(handle, view, offset)
                view, offset = view[written:], offset + written
            os.fsync(handle)
        finally:
            os.close(handle)
        self._keep_name()

    def path(self, token: str) -> Path:
        """Where the file lies, or would."""
        if not token or not token.replace("-", "").replace("_", "").isalnum():
            raise ValueError("a token is letters, digits, hyphens and underscores")
        return self.root / token

    def forget(self, token: str) -> None:
        """Remove the file, if it is there."""
        self.path(token).unlink(missing_ok=True)

    def older_than(self, instant: datetime) -> Iterator[str]:
        """The files that nobody has written to since then."""
        if self.root.is_dir():
            for path in self.root.iterdir():
                if datetime.fromtimestamp(path.stat().st_mtime, UTC) < instant:
                    yield path.name

    def _keep_name(self) -> None:
        handle = os.open(self.root, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
