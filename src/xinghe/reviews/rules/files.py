"""Which files a judge of a blind review may open, and what they are called there."""

from collections import Counter
from collections.abc import Iterable

from xinghe.reviews.vocab import BLIND_SAFE

_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "video/mp4": "mp4",
    "application/pdf": "pdf",
}


def may_be_opened_blind(slot: str) -> bool:
    """Whether files of this code carry neither seal nor name by their kind."""
    return slot in BLIND_SAFE


def neutral_names(files: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """“EV08-1.jpg” for each (code, media type), in order: the sender's own names say who sent them."""
    counts: Counter[str] = Counter()
    names = []
    for slot, media_type in files:
        counts[slot] += 1
        names.append(f"{slot}-{counts[slot]}.{_ENDINGS.get(media_type, 'bin')}")
    return tuple(names)
