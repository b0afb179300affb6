"""The list of a notice as it is frozen: JSON lines that anybody can hash, and nothing on it that is not for the public."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from xinghe.accounts.rules.numbers import is_id_number, is_phone
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.foundation.text import narrow
from xinghe.programmes.rules.form import FieldType, Form, Prefill

# Runs that could be a number of a person, also in the groups in which people write them; figures within longer ones are none.
_GAP = r"[\s\-‐-―]?"
_RUN = re.compile(
    rf"(?<![0-9])(?:86{_GAP})?([0-9]{{3}}{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}})(?![0-9Xx])"
    rf"|(?<![0-9])([0-9]{{6}}{_GAP}[0-9]{{8}}{_GAP}[0-9]{{3}}[0-9Xx])(?![0-9Xx])"
)
_GAPS = re.compile(_GAP)


class NotForPublic(Refusal):
    """A personal number would be put before everybody."""

    code = "not_for_public"
    message = gettext_noop(
        "Line %(number)s, “%(title)s”, contains an ID card or mobile number, which may not be published. Have it taken out first."
    )
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the list, as everybody reads it. ``grade_label`` is in Chinese, the language of the notice."""

    code: str
    title: str
    unit: str
    people: tuple[str, ...]
    grade: str
    grade_label: str

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """What ``asdict`` and JSON left."""
        return cls(**{**kept, "people": tuple(kept["people"])})


def frozen(lines: Iterable[Line]) -> str:
    """The list as JSON lines in one canonical form: a line for each, keys in order, UTF-8, a line end behind every one.

    Refuses: NotForPublic.
    """
    return "".join(_checked(number, line) + "\n" for number, line in enumerate(lines, 1))


def _checked(number: int, line: Line) -> str:
    if any(_is_private(text) for text in (line.title, line.unit, *line.people)):
        raise NotForPublic(number=number, title=line.title[:20])
    return json.dumps(asdict(line), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _is_private(text: str) -> bool:
    found = (_GAPS.sub("", "".join(groups)) for groups in _RUN.findall(narrow(text)))
    return any(is_phone(run) or is_id_number(run.upper()) for run in found)


def thawed(text: str) -> tuple[Line, ...]:
    """The lines that ``frozen`` wrote."""
    # Not splitlines, which also parts at characters that may stand inside a line.
    return tuple(Line.from_json(json.loads(line)) for line in text.split("\n") if line)


def digest_of(text: str) -> str:
    """SHA-256 of the list's bytes: ``sha256sum`` of the downloaded list gives the same."""
    return hashlib.sha256(text.encode()).hexdigest()


def names_on(form: Form, answers: Mapping[str, Any], *, applicant: str) -> tuple[str, ...]:
    """The people a line names: the creators of the form in their order, else who is entered as applicant, else who applies."""
    found = tuple(dict.fromkeys(name for name in _creators(form, answers) if name))
    if found:
        return found
    entered = [
        str(answers.get(one.name, "")).strip() for one in form.fields if one.prefill is Prefill.APPLICANT
    ]
    return tuple(name for name in entered if name) or (applicant,)


def _creators(form: Form, answers: Mapping[str, Any]) -> Iterator[str]:
    for field in form.fields:
        if field.prefill is Prefill.CREATORS and field.type is FieldType.TABLE:
            for row in answers.get(field.name) or ():
                yield str(row.get("name", "")).strip()
