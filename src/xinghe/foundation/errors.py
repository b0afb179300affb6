"""Everything the product can refuse to do. No Django here: pure rules import this.

Refusal
├── Forbidden        you may see it, but not do this to it
├── Missing          it does not exist, or you may not see it
└── …                one class per reason, beside the rule that says no
"""

from collections.abc import Callable, Mapping
from typing import ClassVar, Protocol, runtime_checkable


def gettext_noop(text: str) -> str:
    """Mark a sentence for translation; whoever shows it translates it."""
    return text


@runtime_checkable
class Labelled(Protocol):
    """A fixed word that people know by another name than the code does."""

    @property
    def label(self) -> str:
        """Its name, marked for translation."""
        ...


class Phrase(str):
    """A piece of our own words that fills a place of a sentence: ``Phrase(gettext_noop("its length is another"))``."""

    __slots__ = ()

    @property
    def label(self) -> str:
        """Itself, to be translated with the sentence."""
        return str(self)


class Refusal(Exception):
    """The request was understood and the answer is no.

    ``code`` is an interface: never renamed. ``message`` is what a person reads: the fact, the
    number, what to do next; ``params`` fill its ``%(name)s`` places.
    """

    code: ClassVar[str] = "refused"
    message: ClassVar[str] = gettext_noop("This was refused.")
    status: ClassVar[int] = 409

    def __init__(self, **params: object) -> None:
        super().__init__(self.code, params)
        self.params = params

    def __str__(self) -> str:
        return self.said()

    def said(self, translate: Callable[[str], str] = str) -> str:
        """The sentence with its places filled, through ``translate`` (gettext, at the edge).

        A value with a ``label``, such as a power, is called by it in the same language.
        """
        return said(self.message, self.params, translate)


def said(sentence: str, params: Mapping[str, object], translate: Callable[[str], str] = str) -> str:
    """A sentence with its places filled, through ``translate``; a value with a label is called by it."""
    called = {
        name: translate(value.label) if isinstance(value, Labelled) else value
        for name, value in params.items()
    }
    return translate(sentence) % called


class Forbidden(Refusal):
    """The thing is visible to the actor, the act is not theirs."""

    code = "forbidden"
    message = gettext_noop(
        "This needs the power “%(power)s”, which none of your offices carries here. Ask the union whose turn it is."
    )
    status = 403


class Missing(Refusal):
    """Absent and invisible give this one answer, so that numbers cannot be probed."""

    code = "missing"
    message = gettext_noop(
        "This does not exist, or you may not see it. Check the address, or ask for access."
    )
    status = 404
