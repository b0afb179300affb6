"""The terms of a call: everything that an applicant, a desk and a judge go by, frozen when the call opens."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from dataclasses import field as with_default
from typing import Any, Self

from xinghe.programmes.rules.evidence import EvidenceNeed
from xinghe.programmes.rules.form import Form
from xinghe.programmes.rules.judging import Judging
from xinghe.programmes.rules.rubric import Grade, Rubric


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article in force for this call: the document, its number, and what of it is cited."""

    document: str
    number: str
    article: str

    @property
    def citation(self) -> str:
        """As it is cited behind a refusal."""
        return f"《{self.document}》{self.number}{self.article}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What holds for every application of one call, whatever becomes of the kind's file later."""

    form: Form
    evidence: tuple[EvidenceNeed, ...]
    rubric: Rubric
    judging: Judging
    grades: tuple[Grade, ...]
    notice_days: int
    categories: tuple[tuple[str, str], ...] = ()
    articles: Mapping[str, Article] = with_default(default_factory=dict)
    labels: Mapping[str, str] = with_default(default_factory=dict)

    @property
    def citations(self) -> dict[str, str]:
        """How each condition is cited, by its code."""
        return {code: article.citation for code, article in self.articles.items()}

    def to_json(self) -> dict[str, Any]:
        """Plain values for the row of the call."""
        return {
            "form": self.form.to_json(),
            "evidence": [need.to_json() for need in self.evidence],
            "rubric": self.rubric.to_json(),
            "judging": self.judging.to_json(),
            "grades": [asdict(grade) for grade in self.grades],
            "notice_days": self.notice_days,
            "categories": [list(one) for one in self.categories],
            "articles": {code: asdict(article) for code, article in self.articles.items()},
            "labels": dict(self.labels),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """What ``to_json`` gave."""
        return cls(
            form=Form.from_json(kept["form"]),
            evidence=tuple(map(EvidenceNeed.from_json, kept["evidence"])),
            rubric=Rubric.from_json(kept["rubric"]),
            judging=Judging.from_json(kept["judging"]),
            grades=tuple(Grade(**one) for one in kept["grades"]),
            notice_days=kept["notice_days"],
            categories=tuple((code, label) for code, label in kept["categories"]),
            articles={code: Article(**one) for code, one in kept["articles"].items()},
            labels=kept["labels"],
        )


def digest_of(values: object) -> str:
    """SHA-256 of plain values in one canonical form, so that nobody can say later that they were others."""
    written = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
