"""Uploaded files by the digest of their content, outside the web root. Serving one is a page's business."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from xinghe.foundation.errors import Refusal, gettext_noop


class FileTooLarge(Refusal):
    """More came than is taken."""

    code = "file_too_large"
    message = gettext_noop(
        "The file is larger than %(limit)s MB. Split it, or remove pictures from it, and send it again."
    )
    status = 413


class FileGone(Refusal):
    """The record names a file that is not in the store."""

    code = "file_gone"
    message = gettext_noop(
        "The file with the digest %(digest)s… is not in the store. Ask the operator to restore it from backup."
    )
    status = 410


class FileStore:
    """A folder of files named by their SHA-256. The same content is stored once; nothing is ever changed."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, chunks: Iterable[bytes], *, limit: int) -> str:
        """Store what comes, durably, before anything refers to it; returns the digest. Refuses: FileTooLarge.

        ``limit`` counts bytes. A refused or broken upload leaves nothing behind.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        handle, name = tempfile.mkstemp(dir=self.root, prefix=".coming-")
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in chunks:
                    size += len(chunk)
                    if size > limit:
                        raise FileTooLarge(limit=limit // 1_000_000)
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            target = self._place(digest.hexdigest())
            target.parent.mkdir(parents=True, exist_ok=True)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return digest.hexdigest()

    def path(self, digest: str) -> Path:
        """Where the content lies. Refuses: FileGone."""
        place = self._place(digest)
        if not place.is_file():
            raise FileGone(digest=digest[:12])
        return place

    def holds(self, digest: str) -> bool:
        """Whether the content is here."""
        return self._place(digest).is_file()

    def let_go(self, *, before: float) -> int:
        """Remove what was stored before an instant (seconds since 1970), broken-off uploads included; how many.

        Only for a store of files that can be made again.
        """
        old = [one for one in self.root.rglob("*") if one.is_file() and one.stat().st_mtime < before]
        for one in old:
            one.unlink(missing_ok=True)
        return len(old)

    def _place(self, digest: str) -> Path:
        if len(digest) != 64 or not all(character in "0123456789abcdef" for character in digest):
            raise FileGone(digest=digest[:12])
        return self.root / digest[:2] / digest
