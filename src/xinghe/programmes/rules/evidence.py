"""Which evidence an application needs, by the codes of the catalogue."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from xinghe.programmes.rules.form import Answers, When
from xinghe.programmes.vocab import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceNeed:
    """At least ``least`` files of one code, where ``when`` holds; with none needed they may be given."""

    code: Evidence
    least: int = 1
    most: int = 10
    when: When | None = None
    hint: str = ""

    def is_met(self, answers: Answers, counts: Mapping[str, int]) -> bool:
        """Whether the files that are there are enough; ``counts`` by code."""
        asked = self.when is None or self.when.holds(answers)
        return not asked or counts.get(self.code, 0) >= self.least

    def to_json(self) -> dict[str, Any]:
        """Plain values, to be frozen with the terms of a call."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """What ``to_json`` gave."""
        values = dict(kept)
        values["code"] = Evidence(values["code"])
        if values.get("when"):
            values["when"] = When(field=values["when"]["field"], values=tuple(values["when"]["values"]))
        return cls(**values)


def lacking(
    needs: tuple[EvidenceNeed, ...], answers: Answers, counts: Mapping[str, int]
) -> tuple[EvidenceNeed, ...]:
    """The needs that are not met."""
    return tuple(need for need in needs if not need.is_met(answers, counts))
