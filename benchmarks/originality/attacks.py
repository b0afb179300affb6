"""The disguises by name, and the texts to try them on: sources that are in the corpus, hosts and aliens that are not."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.originality.generate import Words
from benchmarks.originality.rewrite import (
    Spinner,
    Traced,
    delete,
    fiction,
    filler,
    renumber,
    section,
    shuffle,
    traditional,
)

FRESH = 1 << 40  # numbers from here on are never put into a corpus


@dataclass(frozen=True, slots=True)
class Setting:
    """What an attack may draw on besides the source."""

    spinner: Spinner
    rng: random.Random
    host: str
    alien: list[str]

    def spin(self, text: Traced, rate: float) -> Traced:
        return self.spinner.substitute(text, rate, self.rng) if rate else text


Attack = Callable[[Traced, Setting], Traced]


def _all(rate: float) -> Attack:
    def attack(text: Traced, s: Setting) -> Traced:
        spun = shuffle(delete(s.spin(text, rate), s.rng, share=0.15), s.rng)
        return traditional(filler(fiction(spun, s.alien, s.rng, share=0.2), s.rng))

    return attack


def _part(share: float, rate: float) -> Attack:
    return lambda text, s: section(s.spin(text, rate), s.host, s.rng, share=share)


def _sub(rate: float) -> Attack:
    return lambda text, s: s.spin(text, rate)


# name: (attack, wanted length of the source, the share that must be flagged with the true source first)
ATTACKS: dict[str, tuple[Attack, tuple[int, int], float]] = {
    "copy, Traditional": (lambda t, s: traditional(t), (151, 3000), 0.99),
    **{f"{rate}% replaced": (_sub(rate / 100), (151, 3000), 0.985) for rate in (10, 20, 30)},
    **{f"{rate}% replaced": (_sub(rate / 100), (151, 3000), 0.98) for rate in (40, 50)},
    "30%, Traditional": (lambda t, s: traditional(s.spin(t, 0.3)), (151, 3000), 0.985),
    "20%, shuffled": (lambda t, s: shuffle(s.spin(t, 0.2), s.rng), (151, 3000), 0.985),
    "20%, filler": (lambda t, s: filler(s.spin(t, 0.2), s.rng), (151, 3000), 0.985),
    "20%, fiction 30%": (lambda t, s: fiction(s.spin(t, 0.2), s.alien, s.rng, share=0.3), (151, 3000), 0.985),
    "20%, numbers": (lambda t, s: renumber(s.spin(t, 0.2), s.rng), (151, 3000), 0.985),
    "20%, 40% deleted": (lambda t, s: delete(s.spin(t, 0.2), s.rng, share=0.4), (151, 3000), 0.94),
    **{f"all at once, {rate}%": (_all(rate / 100), (151, 3000), 0.92) for rate in (20, 30, 50)},
    "70% copied": (_part(0.7, 0), (300, 3000), 0.97),
    "50% copied": (_part(0.5, 0), (300, 3000), 0.97),
    "50% copied, 20%": (_part(0.5, 0.2), (300, 3000), 0.97),
    "30% copied": (_part(0.3, 0), (300, 3000), 0.93),
    "30% copied, 20%": (_part(0.3, 0.2), (300, 3000), 0.94),
    "30% copied, 40%": (_part(0.3, 0.4), (300, 3000), 0.88),
    "short, 20%": (_sub(0.2), (80, 150), 0.97),
    "short, 30%": (_sub(0.3), (80, 150), 0.97),
    "short, 50%": (_sub(0.5), (80, 150), 0.94),
}


def attacked(
    name: str, *, words: Words, spinner: Spinner, texts: int, count: int, seed: int
) -> Iterator[tuple[int, Traced, str]]:
    """Source numbers with their disguised texts and the sources; the same for the same arguments."""
    attack, (shortest, longest), _ = ATTACKS[name]
    rng = random.Random(f"{name} {seed}")
    while count:
        number = rng.randrange(texts)
        source = words.text(number)
        if not shortest <= len(source) <= longest:
            continue
        count -= 1
        host = words.text(FRESH + rng.randrange(1 << 30), topic=words.topic(number))
        strangers = [words.text(FRESH + rng.randrange(1 << 30)) for _ in range(3)]
        alien = [sentence.text for text in strangers for sentence in Traced.of(text).sentences()]
        setting = Setting(spinner=spinner, rng=rng, host=host, alien=alien)
        yield number, attack(Traced.of(source), setting), source
