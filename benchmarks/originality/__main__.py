"""python -m benchmarks.originality: what the kernel finds, what it accuses wrongly, how fast, beside the alternatives."""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from benchmarks.originality import rivals
from benchmarks.originality.attacks import ATTACKS, FRESH, attacked
from benchmarks.originality.generate import Words
from benchmarks.originality.rewrite import Spinner, Traced
from xinghe.kernels.originality import Corpus, Entry, compare, entry, evidence, warm_up
from xinghe.kernels.originality.check import candidates

T = TypeVar("T")
WORDS = Words()
RIVAL_ATTACKS = ("30% replaced", "50% replaced", "all at once, 30%", "30% copied, 20%", "30% copied, 40%")


class Questions:
    """Which texts are asked about and how they are rewritten. The kernel's constants were chosen while looking at
    seed 5, so quote another one."""

    def __init__(self, *, seed: int, each: int) -> None:
        self.seed, self.each = seed, each
        self.first = FRESH + (seed << 32)
        self.spinner = Spinner([WORDS.text(self.first + (1 << 31) + n) for n in range(300)], seed=seed)


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.originality", description=__doc__)
    arguments.add_argument("--texts", type=int, default=100_000)
    arguments.add_argument("--quick", action="store_true", help="fewer questions, no rivals")
    arguments.add_argument("--no-rivals", action="store_true", help="all questions, but to the kernel alone")
    arguments.add_argument("--directory", type=Path, help="keep the corpus here, and use it if it is there")
    arguments.add_argument("--seed", type=int, default=6)
    asked = arguments.parse_args()
    questions = Questions(seed=asked.seed, each=40 if asked.quick else 200)
    with tempfile.TemporaryDirectory() as scratch:
        directory = asked.directory or Path(scratch) / "corpus"
        warm_up()
        corpus = build(directory, asked.texts)
        negatives = [WORDS.text(questions.first + n) for n in range(1000 if asked.quick else 4000)]
        accuse(corpus, negatives)
        recall(corpus, asked.texts, questions)
        show_evidence(corpus, asked.texts, questions)
        sweep(corpus, 400 if asked.quick else 2000)
        if not (asked.quick or asked.no_rivals):
            compete(corpus, asked.texts, Path(scratch), questions, count=60)


def build(directory: Path, texts: int) -> Corpus:
    if not (directory / "manifest.json").exists():
        spent = [0.0]
        start = time.process_time()
        Corpus.rebuild(directory, made(texts, spent))
        took = time.process_time() - start - spent[0]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        line("rebuild from stored rows, CPU", f"{took:.0f} s", f"peak memory {peak:.1f} GB")
    corpus = Corpus.open(directory)
    size = {path: path.stat().st_size for path in directory.rglob("segment-*/*.npy")}
    text = sum(n for path, n in size.items() if path.stem in ("texts", "offsets"))
    line("texts", f"{len(corpus):,}", f"version {corpus.version}")
    line(
        "index, bytes a text",
        f"{(sum(size.values()) - text) / texts:.0f}",
        f"and folded texts {text / texts:.0f}",
    )
    some = [WORDS.text(number) for number in range(2000)]
    start = time.process_time()
    rows = [entry(number, text) for number, text in enumerate(some)]
    line("row for the database, CPU", f"{(time.process_time() - start) / len(rows) * 1e6:.0f} µs a text")
    return corpus


def made(texts: int, spent: list[float]) -> Iterator[Entry]:
    for number in range(texts):
        start = time.process_time()
        row = entry(number, WORDS.text(number))
        spent[0] += time.process_time() - start
        yield row


def accuse(corpus: Corpus, negatives: Sequence[str]) -> None:
    for text in negatives[:200]:
        corpus.check(text)
    found, wall, cpu = timed(corpus.check, negatives)
    false = sum(bool(matches) for matches in found)
    line("false flags", f"{false} of {len(negatives)}", f"{100 * false / len(negatives):.3f} %")
    line("check of an original, wall", spread(wall), f"CPU {spread(cpu)}")
    line("checks a second on one core", f"{1000 / np.mean(cpu):.0f}", "fresh originals, the dearest kind")


def recall(corpus: Corpus, texts: int, questions: Questions) -> None:
    each = questions.each
    line("attack", "retrieved", "true source first (wanted)", "wall p50/p95/p99 ms", "CPU p50/p95/p99 ms")
    all_wall: list[float] = []
    all_cpu: list[float] = []
    for name, (_, _, wanted) in ATTACKS.items():
        asked = list(
            attacked(
                name, words=WORDS, spinner=questions.spinner, seed=questions.seed, texts=texts, count=each
            )
        )
        found, wall, cpu = timed(corpus.check, [new.text for _, new, _ in asked])
        all_wall += wall
        all_cpu += cpu
        right = sum(bool(m) and m[0].doc_id == number for m, (number, _, _) in zip(found, asked, strict=True))
        reached = sum(number in candidates(new.text, corpus.view()) for number, new, _ in asked)
        first = f"{100 * right / each:.1f} % ({100 * wanted:g})" + (
            "" if right / each >= wanted else " BELOW"
        )
        line(name, f"{100 * reached / each:.1f} %", first, spread(wall), spread(cpu))
    line("all attacks", "", "", spread(all_wall), spread(all_cpu))


def show_evidence(corpus: Corpus, texts: int, questions: Questions) -> None:
    each = questions.each
    for name in ("50% copied", "50% copied, 20%", "30% copied", "30% copied, 20%", "30% copied, 40%"):
        known, unknown = [], []
        for _, new, source in attacked(
            name, words=WORDS, spinner=questions.spinner, seed=questions.seed, texts=texts, count=each
        ):
            known.append(agreement(new, evidence(new.text, source, model=corpus.model).passages))
            unknown.append(agreement(new, compare(new.text, source).passages))
        cells = [
            f"IoU {np.mean(shares):.3f}, p10 {np.quantile(shares, 0.1):.3f}" for shares in (known, unknown)
        ]
        line(f"evidence, {name}", cells[0], f"without a corpus: {cells[1]}")


def agreement(new: Traced, passages: Sequence) -> float:
    marked = np.zeros(len(new.text), dtype=bool)
    for passage in passages:
        marked[slice(*passage.a)] = True
    taken = np.array(new.origin) >= 0
    return float((marked & taken).sum() / (marked | taken).sum())


def sweep(corpus: Corpus, count: int) -> None:
    start = time.process_time()
    pairs = sum(1 for _ in corpus.pairs(parts=max(1, len(corpus) // count)))
    spent = time.process_time() - start
    line("sweep, texts a second on one core", f"{count / spent:.0f}", f"{pairs} pairs among {count} texts")


def compete(corpus: Corpus, texts: int, scratch: Path, questions: Questions, *, count: int) -> None:
    """Ten best each; the kernel's are its candidates, before it has even aligned them.

    Slow rivals get fewer texts, which makes their questions easier and their times shorter.
    """
    small, middling = min(texts, 20_000), min(texts, 100_000)

    def numbered(upto: int) -> Iterator[tuple[int, str]]:
        return ((number, WORDS.text(number)) for number in range(upto))

    field: list[tuple[str, int, Callable[[], rivals.Rival | None]]] = [
        (
            "this kernel's candidates",
            texts,
            lambda: lambda text: candidates(text, corpus.view(), most=rivals.BEST),
        ),
        ("tantivy, same terms, OR", texts, lambda: rivals.same_terms(numbered(texts), scratch / "terms")),
        (
            "tantivy, more like this",
            middling,
            lambda: rivals.more_like_this(numbered(middling), scratch / "words"),
        ),
        ("datasketch MinHashLSH 64x2", small, lambda: rivals.minhash(numbered(small))),
        ("pg_trgm", small, lambda: rivals.trigrams(numbered(small))),
    ]
    line("rival, among the first so many texts", *RIVAL_ATTACKS, "wall p50/p95/p99 ms", "× our wall, CPU")
    base: tuple[float, float] | None = None
    for name, among, made_ready in field:
        rival = made_ready()
        if rival is None:
            line(name, "left out: no DATABASE_URL")
            continue
        shares: list[str] = []
        wall: list[float] = []
        cpu: list[float] = []
        for attack in RIVAL_ATTACKS:
            asked = list(
                attacked(
                    attack,
                    words=WORDS,
                    spinner=questions.spinner,
                    seed=questions.seed,
                    texts=among,
                    count=count,
                )
            )
            found, took, worked = timed(rival, [new.text for _, new, _ in asked])
            wall += took
            cpu += worked
            shares.append(f"{sum(n in f for f, (n, _, _) in zip(found, asked, strict=True)) / count:.2f}")
        base = base or (float(np.mean(wall)), float(np.mean(cpu)))
        ratios = f"{np.mean(wall) / base[0]:.1f}, {np.mean(cpu) / base[1]:.1f}"
        line(f"{name} ({among:,})", *shares, spread(wall), ratios)


def timed(ask: Callable[[str], T], texts: Sequence[str]) -> tuple[list[T], list[float], list[float]]:
    answers, wall, cpu = [], [], []
    for text in texts:
        wall_start, cpu_start = time.perf_counter(), time.thread_time()
        answers.append(ask(text))
        cpu.append((time.thread_time() - cpu_start) * 1e3)
        wall.append((time.perf_counter() - wall_start) * 1e3)
    return answers, wall, cpu


def spread(times: Sequence[float]) -> str:
    return " / ".join(f"{np.quantile(times, q):.2f}" for q in (0.5, 0.95, 0.99))


def line(*cells: str) -> None:
    print(f"{cells[0]:<44}" + "  ".join(f"{cell:<24}" for cell in cells[1:]), flush=True)


if __name__ == "__main__":
    main()
