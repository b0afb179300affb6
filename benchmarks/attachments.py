"""What becomes of hostile and of honest files, by class: refused, made harmless, or harm left; and what that costs.

    python -m benchmarks.attachments [--of-a-class N] [--hands N]

The files are made on the spot (tests/attachments/corpus). Memory is the most that one examining process held.
"""

import argparse
import statistics
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

from tests.attachments.corpus import benign, hostile
from tests.attachments.corpus.trying import Outcome, harm_left, most_memory, put_through


def main() -> None:
    """Put every file through and print the two tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--of-a-class", type=int, default=1_000, help="at most so many hostile files of a class"
    )
    parser.add_argument("--hands", type=int, default=2, help="examinations at the same time")
    given = parser.parse_args()
    began = time.perf_counter()
    samples = hostile.spread(hostile.corpus(), given.of_a_class)
    with ThreadPoolExecutor(given.hands) as hands:
        outcomes = list(hands.map(lambda sample: put_through(sample.name, sample.content), samples))
        honest = benign.corpus()
        taken = list(hands.map(lambda file: put_through(*file), honest))
    classes: dict[str, list[tuple[hostile.Sample, Outcome]]] = defaultdict(list)
    for sample, outcome in zip(samples, outcomes, strict=True):
        classes[sample.attack].append((sample, outcome))
    print("| class | files | refused | made harmless | harm left | slowest, s |")
    print("|---|--:|--:|--:|--:|--:|")
    for attack, of in classes.items():
        print(f"| {attack} | {_counts(of)} | {max(outcome.seconds for _, outcome in of):.2f} |")
    print(f"| **all {len(classes)}** | {_counts(list(zip(samples, outcomes, strict=True)))} | |")
    refused = [outcome.code for outcome in taken if outcome.code]
    seconds = sorted(outcome.seconds for outcome in taken)
    print(
        f"\nHonest files: {len(honest)}, taken {len(honest) - len(refused)} ({1 - len(refused) / len(honest):.1%})."
    )
    print(
        f"An honest file took {statistics.median(seconds):.2f} s at the median, {seconds[-1]:.2f} s at most."
    )
    print(
        f"Memory of one examination: at most {most_memory() / 2**20:.0f} MB. All of it: {time.perf_counter() - began:.0f} s."
    )


def _counts(of: list[tuple[hostile.Sample, Outcome]]) -> str:
    refused = sum(bool(outcome.code) for _, outcome in of)
    harm = sum(bool(harm_left(sample, outcome)) for sample, outcome in of)
    return f"{len(of)} | {refused} | {len(of) - refused - harm} | {harm}"


if __name__ == "__main__":
    main()
