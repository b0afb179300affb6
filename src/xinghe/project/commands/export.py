"""Write records to tables that anybody can open."""

from pathlib import Path

import click

from xinghe.project.loading import start_django

BATCH = 2_000


@click.group()
def command() -> None:
    """Write records to tables that anybody can open. Nothing in them runs: text stays text."""


@command.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--as", "person", metavar="PERSON", help="Only what this person may see: staff number, e-mail or phone."
)
@click.option(
    "--stage", type=click.Choice(["recorded", "cleared", "published", "withdrawn"]), help="Only this stage."
)
@click.option("--year", type=int, help="Only results finished in this year.")
@click.option(
    "--language", type=click.Choice(["zh-hans", "zh-hant", "en"]), default="zh-hans", show_default=True
)
def results(*, file: Path, person: str | None, stage: str | None, year: int | None, language: str) -> None:
    """Write five-small results to FILE (.xlsx or .csv)."""
    if file.suffix.lower() not in (".xlsx", ".csv"):
        raise click.BadParameter("the name must end in .xlsx or .csv", param_hint="FILE")
    start_django()
    from django.utils import translation

    from xinghe.foundation.sheets import SheetWriter, write_csv
    from xinghe.project.people import acting_as
    from xinghe.results.queries import ResultFilter, every_result
    from xinghe.web.desk.exports import result_cells, result_columns

    wanted = ResultFilter(stage=stage or "", year=year)
    with translation.override(language):
        cells = (
            result_cells(one, language=language)
            for one in every_result(acting_as(person), wanted, batch=BATCH)
        )
        if file.suffix.lower() == ".csv":
            with file.open("wb") as stream:
                write_csv(stream, titles=[column.title for column in result_columns()], rows=cells)
        else:
            with SheetWriter(file, columns=result_columns(), sheet="results") as sheet:
                for line in cells:
                    sheet.row(line)
    click.echo(f"Written: {file}")
