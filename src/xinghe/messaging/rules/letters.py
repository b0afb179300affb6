"""One e-mail for all that is due: a list of sentences with links, as plain text and as simple HTML."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from xinghe.foundation.errors import gettext_noop
from xinghe.messaging.vocab import TERMS, Event

# More of one event than this are said in one sentence.
MOST_LINES: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message as a letter needs it."""

    event: str
    sentence: str
    path: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An e-mail."""

    subject: str
    text: str
    html: str


def lines_of(messages: Iterable[Said], *, of_many: Callable[[Event, int], str]) -> list[tuple[str, str]]:
    """(sentence, path) in the order of what came first; an event with many messages is one line with their count."""
    by_event: dict[str, list[Said]] = {}
    for one in messages:
        by_event.setdefault(one.event, []).append(one)
    lines: list[tuple[str, str]] = []
    for event, of_it in by_event.items():
        if len(of_it) > MOST_LINES:
            number = sum(one.number for one in of_it)
            lines.append((of_many(Event(event), number), TERMS[Event(event)].list_path))
        else:
            lines += [(one.sentence, one.path) for one in of_it]
    return lines


def letter(
    lines: Sequence[tuple[str, str]], *, origin: str, choose_path: str, translate: Callable[[str], str]
) -> Letter:
    """The e-mail of these lines, with full addresses and the way to change how one is told."""
    subject = (
        lines[0][0]
        if len(lines) == 1
        else translate(gettext_noop("%(count)s messages from Xinghe")) % {"count": len(lines)}
    )
    closing = translate(gettext_noop("You choose here which e-mails you get:"))
    choose = f"{origin}{choose_path}"
    text = "\n\n".join(f"{sentence}\n{origin}{path}" for sentence, path in lines)
    items = "".join(
        f'<li><a href="{escape(origin + path)}">{escape(sentence)}</a></li>' for sentence, path in lines
    )
    return Letter(
        subject=subject,
        text=f"{text}\n\n-- \n{closing} {choose}\n",
        html=f'<ul>{items}</ul><p>{escape(closing)} <a href="{escape(choose)}">{escape(choose)}</a></p>',
    )
