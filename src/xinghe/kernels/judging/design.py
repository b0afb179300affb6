"""Says whether the judges' scores hang together: only then can a strict judge be told from poor entries."""

from __future__ import annotations

import numpy as np

from xinghe.kernels.judging.refusals import DesignDisconnected
from xinghe.kernels.judging.reviews import Reviews


def groups_of_judges(reviews: Reviews) -> tuple[tuple[int, ...], ...]:
    """Judges that are linked through common entries, each group and the groups by their lowest number."""
    same_entry = reviews.entry[1:] == reviews.entry[:-1]
    pairs = np.unique(reviews.judge[:-1][same_entry] * len(reviews.judges) + reviews.judge[1:][same_entry])
    root = list(range(len(reviews.judges)))

    def found(one: int) -> int:
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    left = len(root)
    for pair in pairs.tolist():
        one, other = sorted(map(found, divmod(pair, len(root))))
        if one != other:
            root[other] = one
            left -= 1
            if left == 1:
                break
    groups: dict[int, list[int]] = {}
    for judge in range(len(root)):
        groups.setdefault(found(judge), []).append(judge)
    return tuple(tuple(group) for _, group in sorted(groups.items()))


def require_connected(reviews: Reviews) -> None:
    """Refuses: DesignDisconnected, with the groups by name."""
    groups = groups_of_judges(reviews)
    if len(groups) > 1:
        raise DesignDisconnected(groups=tuple(tuple(reviews.judges[j] for j in group) for group in groups))
