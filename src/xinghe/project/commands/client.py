"""Generate the typed Python client of the API.

The client is made from the document and by nobody's hand, so it says what this installation really answers.
"""

import json
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import click

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.project.loading import start_django


class GeneratorMissing(Refusal):
    """What generates the client is not part of a running Xinghe."""

    code = "generator_missing"
    message = gettext_noop(
        "The generator of clients is not installed here. Install %(package)s beside Xinghe and call this again."
    )


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
def command(*, directory: Path) -> None:
    """Write a typed Python package that speaks with the API to DIRECTORY, in place of an earlier one there.

    Needs openapi-python-client, which is for who develops; the database is not asked.
    """
    if find_spec("openapi_python_client") is None:
        raise GeneratorMissing(package="openapi-python-client")
    start_django(database=False)
    from xinghe.api.face import document_bytes
    from xinghe.api.v1 import face

    with tempfile.TemporaryDirectory() as folder:
        document, settings = Path(folder, "openapi.json"), Path(folder, "settings.json")
        document.write_bytes(document_bytes(face))
        # Formatting would need another program, and changes nothing that the package does.
        told = {
            "project_name_override": "xinghe-client",
            "package_name_override": "xinghe_client",
            "post_hooks": [],
        }
        settings.write_text(json.dumps(told))
        subprocess.run(
            [
                sys.executable,
                "-m",
                "openapi_python_client",
                "generate",
                f"--path={document}",
                f"--config={settings}",
                f"--output-path={directory}",
                "--overwrite",
                "--fail-on-warning",
            ],
            check=True,
            stdout=subprocess.DEVNULL,
        )
    click.echo(f"Written: {directory}")
