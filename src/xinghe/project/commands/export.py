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
    """Write five-small results to FILE (.xlsx, .ods or .csv), with all columns."""
    form = file.suffix.lower().removeprefix(".")
    if form not in ("xlsx", "csv", "ods"):
        raise click.BadParameter("the name must end in .xlsx, .ods or .csv", param_hint="FILE")
    start_django()
    from django.utils import translation

    from xinghe.foundation.sheets import TableForm, write_table
    from xinghe.project.people import acting_as
    from xinghe.results.queries import ResultFilter, every_result
    from xinghe.web.desk.result_list import RESULTS

    wanted = ResultFilter(stage=stage or "", year=year)
    with translation.override(language):
        lines = (
            tuple(column.file_cell(one, language=language) for column in RESULTS.columns)
            for one in every_result(acting_as(person), wanted, batch=BATCH)
        )
        with file.open("wb") as stream:
            write_table(stream, TableForm(form), columns=RESULTS.file_columns(), rows=lines, sheet="results")
    click.echo(f"Written: {file}")
