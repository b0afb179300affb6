"""Rank entries from a table of judges' scores, and make a recorded ranking again."""

import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.project.files import NewFile, write_json
from xinghe.project.terminal import terminal_words

if TYPE_CHECKING:
    from xinghe.kernels.judging import JudgingRefused, Ranking, Rule

EXIT_WRONG = 2
METHODS = ("mean", "trimmed", "zscore", "calibrated")
OFFICIAL = ("mean", "trimmed")
# A ranking by another rule than was typed would be a wrong one: these are refused where the method has no place for them.
ONLY_WITH = {"places": OFFICIAL, "tie_break": OFFICIAL, "trim_from": ("trimmed",)}
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class ScoresRefused(Refusal):
    """The scores are not ones that can be ranked; why, the kernel says."""

    code = "scores_refused"
    message = gettext_noop("The scores cannot be ranked as they are. Mend the file and ask again.")
    status = 422

    def __init__(self, why: "JudgingRefused") -> None:
        super().__init__()
        self.why = why

    def said(self, translate: Callable[[str], str] = str) -> str:
        """The kernel's own sentence, in the reader's language."""
        return translate(self.why.message) % self.why.params


@click.group()
def command() -> None:
    """Rank entries from a table of judges' scores, and make a recorded ranking again.

    Needs no database. Files are read as UTF-8, else as GB 18030. The columns may be called 作品, 评委, 指标 and 得分, and commas,
    semicolons or tabs may part them.
    """


@command.command()
@click.argument("scores", type=FILE)
@click.option(
    "--method", type=click.Choice(METHODS), default="mean", show_default=True,
    help="mean and trimmed are exact; zscore and calibrated take out how judges differ.",
)  # fmt: skip
@click.option(
    "--cut",
    type=click.IntRange(1),
    metavar="K",
    help="With calibrated: how surely an entry is in the first K.",
)
@click.option(
    "--weight",
    "weights",
    multiple=True,
    metavar="CRITERION=WEIGHT",
    help="One for each criterion; else all are equal.",
)
@click.option(
    "--add", type=click.Choice(["mean", "sum"]), default="mean", show_default=True,
    help="Criteria become a mean on their own scale, or points to be added up.",
)  # fmt: skip
@click.option(
    "--trim-from", type=click.IntRange(3, 1000), default=5, show_default=True,
    help="With trimmed: the number of judges from which the highest and the lowest are dropped.",
)  # fmt: skip
@click.option(
    "--places",
    type=click.IntRange(0, 6),
    default=2,
    show_default=True,
    help="Decimals of mean and trimmed, for the eye: ranks go by the exact scores.",
)
@click.option(
    "--tie-break",
    multiple=True,
    metavar="CRITERION",
    help="Asked in turn where exact scores are equal; or “mean”.",
)
@click.option(
    "--highest",
    type=click.FloatRange(0, min_open=True),
    metavar="POINTS",
    help="The most a score can be: what is higher, or below 0, is refused with its line.",
)
@click.option(
    "--record",
    type=NewFile(),
    help="Write the ranking with all it was made from here.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="For programs: one JSON object; a refusal is one on stderr."
)
@click.pass_context
def rank(
    ctx: click.Context, *, scores: Path, method: str, cut: int | None, weights: tuple[str, ...], add: str, trim_from: int, places: int,
    tie_break: tuple[str, ...], highest: float | None, record: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Rank the entries of SCORES, a CSV with the columns entry, judge, score, or entry, judge, criterion, score.

    Entries whose exact scores are equal share a rank. With calibrated, low and high hold the true score with 90 %, on the scale of the
    scores; severity is how many points a judge gives an average entry below the average judge (positive is severe).
    Judges without any entry in common cannot be calibrated against each other and are refused.
    """
    from xinghe.kernels.judging import JudgingRefused, Method, decoded, ranking_record, read_scores
    from xinghe.kernels.judging import rank as ranked

    _refuse_what_has_no_part(ctx, method)
    try:
        most = None if highest is None else Decimal(str(highest))
        reviews = read_scores(decoded(scores.read_bytes()), highest=most)
        rule = _rule(weights, add=add, trim_from=trim_from, places=places, tie_break=tie_break)
        found = ranked(reviews, Method(method), rule=rule, cut=cut)
    except JudgingRefused as why:
        if as_json:
            click.echo(_refused_as_json(why), err=True)
            ctx.exit(EXIT_WRONG)
        raise ScoresRefused(why) from why
    if record:
        write_json(record, ranking_record(reviews, found, rule=rule, cut=cut))
    for warning in _of_no_use(method, cut=cut, entries=len(found.entries)):
        click.echo(warning, err=True)
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False))
    else:
        _show(found, places=places if method in OFFICIAL else 2)


@command.command()
@click.argument("record", type=FILE)
@click.pass_context
def replay(ctx: click.Context, *, record: Path) -> None:
    """Make the ranking in RECORD again from its scores; exit code 2 and what differs where it is not the same."""
    from xinghe.kernels.drawing import read_once
    from xinghe.kernels.judging import JudgingRefused
    from xinghe.kernels.judging import replay as replayed

    try:
        kept = read_once(record.read_text(encoding="utf-8-sig"))
        found = replayed(kept)
    except JudgingRefused as why:
        raise ScoresRefused(why) from why
    except (OSError, RecursionError, ValueError, TypeError, KeyError, AttributeError, ArithmeticError):
        found = ("the file is not a record of a ranking",)
    for line in found:
        click.echo(f"WRONG: {line}.")
    if found:
        ctx.exit(EXIT_WRONG)
    click.echo(f"The same ranking: {len(kept['result']['entries'])} entries, result {kept['result_hash']}")


def _refuse_what_has_no_part(ctx: click.Context, method: str) -> None:
    for name, methods in ONLY_WITH.items():
        typed = ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
        if typed and method not in methods:
            option = f"--{name.replace('_', '-')}"
            raise click.UsageError(
                f"{option} has no part in {method}. Leave it out, or rank by {' or '.join(methods)}."
            )


def _refused_as_json(why: "JudgingRefused") -> str:
    """What a program reads on stderr while the output stays empty."""
    told = {"code": why.code, "message": ScoresRefused(why).said(terminal_words()), "params": why.params}
    return json.dumps({"error": told}, ensure_ascii=False, default=str)


def _of_no_use(method: str, *, cut: int | None, entries: int) -> Iterator[str]:
    """A cut may be typed with every method, since the call has one; what it does not do is said."""
    if cut is not None and method != "calibrated":
        yield f"--cut changes nothing with {method}: only calibrated says how surely an entry is above it."
    if cut is not None and cut > entries:
        yield f"--cut {cut} is more than the {entries} entries there are: all of them are above it."


def _rule(
    weights: tuple[str, ...], *, add: Any, trim_from: int, places: int, tie_break: tuple[str, ...]
) -> "Rule":
    from xinghe.kernels.judging import Rubric, Rule, weight_from

    given = {}
    for said in weights:
        criterion, _, weight = said.rpartition("=")
        if not criterion:
            raise click.BadParameter(f"write CRITERION=WEIGHT, not “{said}”", param_hint="--weight")
        given[criterion] = weight_from(criterion, weight)
    return Rule(
        rubric=Rubric(weights=given or None, add=add), trim_from=trim_from, places=places, tie_break=tie_break
    )


def _show(found: "Ranking", *, places: int) -> None:
    chances = any(one.p_above_cut is not None for one in found.entries)
    heads = ["rank", "entry", "score", "90 % between", *(["above the cut"] if chances else [])]
    rows = [
        [
            str(one.rank), one.entry, f"{one.score:.{places}f}", _between(one.low, one.high),
            *([f"{one.p_above_cut:.1%}"] if one.p_above_cut is not None else []),
        ]
        for one in found.entries
    ]  # fmt: skip
    _table(heads, rows)
    alike = Counter(row[2] for row in rows)
    ranks = {(row[0], row[2]) for row in rows}
    hidden = [score for score in alike if sum(one == score for _, one in ranks) > 1]
    if hidden:
        click.echo(
            f"{sum(alike[score] for score in hidden)} entries look equal and are not: ranks go by the exact scores."
        )
    click.echo()
    _table(
        ["judge", "severity", "90 % between"],
        [[one.judge, f"{one.severity:+.2f}", _between(one.low, one.high)] for one in found.judges],
    )


def _between(low: float | None, high: float | None) -> str:
    return "–" if low is None or high is None else f"{low:.2f} … {high:.2f}"


def _table(heads: list[str], rows: list[list[str]]) -> None:
    widths = [max(map(_width, column)) for column in zip(heads, *rows, strict=True)]
    for row in (heads, *rows):
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


def _width(text: str) -> int:
    """Columns of the terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
