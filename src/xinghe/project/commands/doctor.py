"""Look over this installation and say how to mend what is wrong."""

import dataclasses
import json
import os

import click

EXIT_NOT_WELL = 1


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs: one object with `well` and `findings`.")
@click.pass_context
def command(ctx: click.Context, *, as_json: bool) -> None:
    """Look over this installation and say how to mend what is wrong.

    Exit code 0 when all is well, else 1. Changes nothing; if the database is ours and does not run, it is
    started for the time of looking.
    """
    from xinghe.project.doctor import examine

    findings = examine(os.environ)
    well = all(finding.good for finding in findings)
    if as_json:
        told = {"well": well, "findings": [dataclasses.asdict(finding) for finding in findings]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(f"  {'✓' if finding.good else '✗'} {finding.name:<16} {finding.fact}")
            if not finding.good and finding.mend:
                click.echo(f"    {'':<16} → {finding.mend}")
    ctx.exit(0 if well else EXIT_NOT_WELL)
