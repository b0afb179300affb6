"""Several papers bound into one file, to be printed in one go."""

import io
from collections.abc import Iterable

import pikepdf


def bound(papers: Iterable[bytes]) -> bytes:
    """The pages of all, one after the other. The same papers give the same bytes; without any there is an empty file."""
    with pikepdf.new() as whole:
        for paper in papers:
            with pikepdf.open(io.BytesIO(paper)) as one:
                whole.pages.extend(one.pages)
        written = io.BytesIO()
        whole.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return written.getvalue()
