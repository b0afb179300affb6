"""The front end's manifest: which hashed files a page loads."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders

MANIFEST = "xinghe/manifest.json"


def entry(name: str) -> dict[str, Any]:
    """The manifest's entry for one source; empty while nothing is built: pages then stand without style."""
    found = finders.find(MANIFEST)
    if not found:
        return {}
    path = Path(found)
    entries = _read(path, path.stat().st_mtime_ns if settings.DEBUG else 0)
    if name not in entries:
        raise LookupError(f"{name} is not in {MANIFEST}; build the front end again")
    found_entry: dict[str, Any] = entries[name]
    return found_entry


@cache
def _read(path: Path, _changed: int) -> dict[str, Any]:
    entries: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return entries
