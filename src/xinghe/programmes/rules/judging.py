"""How applications are judged: said by the kind, settled by the call before anybody opens a score."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from xinghe.foundation.errors import gettext_noop


class Method(StrEnum):
    """How the scores of several judges become one (kernels.judging)."""

    MEAN = "mean"
    TRIMMED = "trimmed"
    ZSCORE = "zscore"
    CALIBRATED = "calibrated"


class Settling(StrEnum):
    """Whether scores settle it, a vote, or a vote among those whom the scores put ahead."""

    SCORE = "score"
    VOTE = "vote"
    SCORE_THEN_VOTE = "score_then_vote"


METHOD_LABELS: Final[dict[Method, str]] = {
    Method.MEAN: gettext_noop("mean"),
    Method.TRIMMED: gettext_noop("mean without the highest and the lowest"),
    Method.ZSCORE: gettext_noop("standard scores by judge"),
    Method.CALIBRATED: gettext_noop("calibrated for severe and lenient judges"),
}
SETTLING_LABELS: Final[dict[Settling, str]] = {
    Settling.SCORE: gettext_noop("scores"),
    Settling.VOTE: gettext_noop("vote"),
    Settling.SCORE_THEN_VOTE: gettext_noop("scores, then vote"),
}


MOST_JUDGES: Final = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """How many judges read each application, whether they know whose it is, and what comes of their scores.

    ``comment_band``: by how many points a score may leave its panel's middle before it needs a comment (dossier
    §3.3: twenty per cent).
    """

    per_entry: int = 5
    is_blind: bool = True
    method: Method = Method.TRIMMED
    settling: Settling = Settling.SCORE
    comment_band: int = 20
    comment_least: int = 30

    def faults(self) -> Iterator[str]:
        """What makes it no way of judging."""
        if not isinstance(self.method, Method) or not isinstance(self.settling, Settling):
            yield f"“{self.method}” or “{self.settling}” is no way to make one result of several scores"
        if (
            self.per_entry > MOST_JUDGES
            or not 0 <= self.comment_band <= 100
            or not 0 <= self.comment_least <= 2_000
        ):
            yield (
                f"{self.per_entry} judges, {self.comment_band} points without a comment or {self.comment_least} "
                f"characters of it; at most {MOST_JUDGES}, 100 and 2000"
            )
        if self.per_entry < 3 or self.per_entry % 2 == 0:
            yield f"{self.per_entry} judges read an application; an odd number from three on is needed"
        if self.method is Method.TRIMMED and self.per_entry < 5:
            yield f"the highest and the lowest of {self.per_entry} scores are dropped; from five judges on that is fair"

    def to_json(self) -> dict[str, Any]:
        """Plain values, to be frozen with the terms of a call."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Judging":
        """What ``to_json`` gave."""
        return cls(**kept | {"method": Method(kept["method"]), "settling": Settling(kept["settling"])})
