"""Draw every kind of programme: its way as a diagram, its moves, form, evidence, rubric and conditions."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from xinghe.programmes.kind import Kind, Move
    from xinghe.programmes.rules.form import Field, When

EXIT_OTHERWISE = 1
FOLDER = Path("docs/kinds")
INDEX = "README.md"
MADE = "Made by `xinghe kinds` from the sources: change those, then run it again."
_CATALOGUE = Path(__file__).resolve().parents[2] / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"

# A word in English, with its Chinese behind it where there is one.
Say = Callable[[str], str]


@click.command()
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), default=FOLDER, show_default=True,
    help="The folder of the pages.",
)  # fmt: skip
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 and which pages are not current.")
@click.pass_context
def command(ctx: click.Context, *, into: Path, check: bool) -> None:
    """Draw every kind of programme: one page each, and an index.

    A page has the way as a state diagram (Mermaid), and tables of the moves with their powers and gates, the form, the
    evidence, the rubric and the conditions with their articles; Chinese names stand beside the English ones. Needs no
    database.
    """
    wanted = pages()
    if check:
        wrong = otherwise(into, wanted)
        for name in wrong:
            click.echo(f"WRONG: {into / name} is not what the kinds say; run `xinghe kinds`.")
        ctx.exit(EXIT_OTHERWISE if wrong else 0)
    into.mkdir(parents=True, exist_ok=True)
    if theirs := [name for name in wanted if (into / name).exists() and not _is_made(into / name)]:
        names = ", ".join(sorted(theirs))
        raise click.UsageError(
            f"{into} has files of the same names that this command did not make: {names}. "
            "Choose another folder, or move them away."
        )
    for name in otherwise(into, wanted):
        if name in wanted:
            (into / name).write_text(wanted[name], encoding="utf-8")
        else:
            (into / name).unlink()
    click.echo(f"{len(wanted) - 1} kinds drawn into {into}.")


def pages() -> dict[str, str]:
    """Every page by its file name."""
    from xinghe.project.loading import start_django

    start_django(database=False)
    from xinghe.kinds import EVERY_KIND

    say = bilingual()
    drawn = {f"{kind.code}.md": page(kind, say) for kind in EVERY_KIND}
    rows = [
        [
            f"[{say(kind.title)}]({kind.code}.md)", f"`{kind.code}`", str(len(kind.form.fields)), str(len(kind.conditions)),
            "; ".join(say(grade.label) + (f" {grade.most}" if grade.most else "") for grade in kind.grades),
        ]
        for kind in EVERY_KIND
    ]  # fmt: skip
    table = _table(["kind", "code", "questions", "conditions", "what may come of it"], rows)
    drawn[INDEX] = "\n".join(["# Kinds of programme · 项目类型", "", MADE, "", *table, ""])
    return drawn


def otherwise(folder: Path, wanted: dict[str, str]) -> list[str]:
    """The pages in ``folder`` that are missing, not as they should be, or of no kind; what others put there is theirs."""
    there = {path.name: _text(path) for path in folder.glob("*.md") if path.name in wanted or _is_made(path)}
    return sorted(name for name in {*there, *wanted} if there.get(name) != wanted.get(name))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _is_made(path: Path) -> bool:
    return MADE in _text(path)


def bilingual() -> Say:
    """Says a marked sentence with its Chinese, read from the catalogue that is in the sources."""
    from babel.messages.pofile import read_po

    with _CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans")

    def say(text: str) -> str:
        message = catalogue.get(text) if text else None
        return f"{text} · {message.string}" if message is not None and message.string else text

    return say


def page(kind: "Kind", say: Say) -> str:
    """The whole page of one kind."""
    return "\n".join(
        [
            f"# {say(kind.title)}",
            "",
            f"`{kind.code}`. {MADE}",
            "",
            *_way(kind, say),
            *_moves(kind, say),
            *_form(kind, say),
            *_evidence(kind, say),
            *_judging(kind, say),
            *_conditions(kind, say),
        ]
    )


def _way(kind: "Kind", say: Say) -> Iterator[str]:
    from xinghe.programmes.vocab import ENDED, RESTING, MoveName, Phase

    drawn = [move for move in kind.moves if move.name is not MoveName.WITHDRAW]
    phases = [phase for phase in Phase if any(phase in (move.source, move.target) for move in drawn)]
    yield from ("## The way", "", "```mermaid", "stateDiagram-v2", "    direction TB")
    yield from (f'    state "{say(phase.label)}" as {phase}' for phase in phases)
    yield f"    [*] --> {Phase.DRAFT}"
    for move in drawn:
        if move.climbs:
            yield f"    {move.source} --> {move.source} : {say(move.name.label)} (desk by desk)"
        yield f"    {move.source} --> {move.target} : {say(move.name.label)}{_manner(move)}"
    yield from (f"    {phase} --> [*]" for phase in phases if phase in ENDED | RESTING)
    before = [say(move.source.label) for move in kind.moves if move.name is MoveName.WITHDRAW]
    yield from ("```", "", f"The applicant may withdraw from: {', '.join(before)}.", "")


def _manner(move: "Move") -> str:
    if move.climbs:
        return " (at the top)"
    return "" if move.by_hand else " (not by hand)"


def _moves(kind: "Kind", say: Say) -> Iterator[str]:
    from xinghe.unions.vocab import LINE_LABELS

    rows = [
        [
            say(move.name.label), say(move.source.label), say(move.target.label), f"`{move.power}`",
            " ".join(f"`{gate.__name__}`" for gate in move.gates), "" if move.by_hand else "not by hand",
        ]
        for move in kind.moves
    ]  # fmt: skip
    gates = {gate.__name__: _first_sentence(gate.__doc__) for move in kind.moves for gate in move.gates}
    yield from ("## Moves", "")
    yield from _table(["move", "from", "to", "power", "gates", ""], rows)
    yield from ("", "## Gates", "")
    yield from _table(
        ["gate", "what has to hold"], [[f"`{name}`", said] for name, said in sorted(gates.items())]
    )
    yield from (
        "",
        f"Recommended on: {', '.join(say(LINE_LABELS[line]) for line in sorted(kind.lines))}.",
        "",
    )


def _first_sentence(docstring: str | None) -> str:
    return " ".join((docstring or "").split()).partition(". ")[0].rstrip(".") + "."


def _form(kind: "Kind", say: Say) -> Iterator[str]:
    heads = ["question", "name", "takes", "asked when", "known from", "hidden from blind judges"]
    yield from ("## Form", "")
    for section in kind.form.sections:
        yield from (f"### {say(section.title)}", "")
        yield from _table(heads, (row for field in section.fields for row in _rows_of(field, say)))
        yield ""


def _rows_of(field: "Field", say: Say, *, within: str = "") -> Iterator[list[str]]:
    shown = say(field.label) + (f"<br>{say(field.hint)}" if field.hint else "")
    yield [
        f"– {shown}" if within else shown,
        f"`{within}{field.name}`",
        _takes(field, say),
        _when(field.when),
        f"`{field.prefill}`" if field.prefill else "",
        "hidden" if field.identifies else "",
    ]
    for column in field.columns:
        yield from _rows_of(column, say, within=f"{field.name}.")


def _takes(field: "Field", say: Say) -> str:
    from xinghe.programmes.rules.form import FieldType

    things = "rows" if field.type is FieldType.TABLE else ""
    bounds = {
        (True, True): f"{field.least} to {field.most} {things}",
        (True, False): f"at least {field.least} {things}",
        (False, True): f"at most {field.most} {things}",
        (False, False): "",
    }[field.least is not None, field.most is not None].strip()
    said = [
        str(field.type).replace("_", " "),
        f"at most {field.limit} characters" if field.limit else "",
        bounds,
        f"{field.places} decimal places" if field.places else "",
        say(field.unit) if field.unit else "",
        "" if field.is_required else "may stay empty",
    ]
    options = "".join(f"<br>`{code}` {say(label)}" for code, label in field.options)
    return ", ".join(one for one in said if one) + options


def _when(when: "When | None") -> str:
    return "" if when is None else f"`{when.field}` is {' or '.join(f'`{value}`' for value in when.values)}"


def _evidence(kind: "Kind", say: Say) -> Iterator[str]:
    rows = [
        [
            f"`{need.code}`", say(need.code.label), str(need.least), str(need.most), _when(need.when),
            say(need.hint) if need.hint else "",
        ]
        for need in kind.evidence
    ]  # fmt: skip
    yield from ("## Evidence", "")
    yield from _table(["code", "what", "at least", "at most", "asked when", "note"], rows)
    yield ""


def _judging(kind: "Kind", say: Say) -> Iterator[str]:
    from xinghe.programmes.rules.judging import METHOD_LABELS, SETTLING_LABELS

    rows = [
        [say(one.label), f"`{one.code}`", str(one.points), say(one.guidance) if one.guidance else ""]
        for one in kind.rubric.criteria
    ]
    judging = kind.judging
    yield from ("## Judging", "")
    yield from _table(["criterion", "code", "points", "guidance"], rows)
    if kind.rubric.bonus or kind.rubric.malus:
        yield from (
            "",
            f"At most {kind.rubric.bonus} points more, at most {kind.rubric.malus} points less, with a reason.",
        )
    yield from (
        "",
        f"{judging.per_entry} judges an application, {'blind' if judging.is_blind else 'by name'}; "
        f"{say(METHOD_LABELS[judging.method])}; settled by {say(SETTLING_LABELS[judging.settling])}.",
        "",
    )
    yield from _table(
        ["grade", "code", "at most"],
        [[say(grade.label), f"`{grade.code}`", str(grade.most or "")] for grade in kind.grades],
    )
    yield from ("", f"Public notice: {kind.notice_days} working days.", "")


def _conditions(kind: "Kind", say: Say) -> Iterator[str]:
    rows = [[f"`{one.code}`", say(one.sentence), say(one.article)] for one in kind.conditions]
    yield from ("## Conditions", "")
    yield from _table(["code", "what is said where it does not hold", "article"], rows)
    yield ""


def _table(heads: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    yield _row(heads)
    yield "|" + "---|" * len(heads)
    yield from map(_row, rows)


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
