"""The import contracts hold, and each of them would notice."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.building import ROOT

# What is planted (file, line) → the contract that must break.
FLOORS, ROOMS = "Floors", "Rooms"
FACES, APART, PLAIN = "Faces reach", "Faces do not know", "Kernels, rules"
OFFENCES = {
    "a helpers file in a domain package": ("unions/helpers.py", "", ROOMS),
    "a utils package in a domain package": ("results/utils/__init__.py", "", ROOMS),
    "models import actions": ("unions/models.py", "import xinghe.unions.actions", ROOMS),
    "vocab imports rules": ("results/vocab.py", "import xinghe.results.rules", ROOMS),
    "a new package without a floor": ("common/__init__.py", "", FLOORS),
    "access looks up to unions": ("access/checks.py", "import xinghe.unions.models", FLOORS),
    "audit looks up to access": ("audit/queries.py", "import xinghe.access.actor", FLOORS),
    "accounts look up to unions": ("accounts/models.py", "import xinghe.unions.models", FLOORS),
    "texts look up to results": ("texts/models.py", "import xinghe.results.models", FLOORS),
    "foundation looks up to project": ("foundation/clock.py", "import xinghe.project.places", FLOORS),
    "a kernel imports foundation": ("kernels/__init__.py", "import xinghe.foundation.text", FLOORS),
    "looking up inside a function": (
        "access/checks.py",
        "def late():\n    import xinghe.unions.models",
        FLOORS,
    ),
    "looking up for types only": (
        "access/checks.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import xinghe.unions.models",
        FLOORS,
    ),
    "a domain package imports a face": ("results/models.py", "import xinghe.web.kit", FLOORS),
    "a face imports models": ("web/desk/planted.py", "import xinghe.results.models", FACES),
    "the kit imports models": ("web/kit/planted.py", "from xinghe.unions.models import Union", FACES),
    "the desk imports the portal": ("web/desk/planted.py", "import xinghe.web.portal", APART),
    "a kernel imports Django": ("kernels/planted.py", "import django.db", PLAIN),
    "rules import Django": ("audit/rules.py", "from django.utils import timezone", PLAIN),
    "vocab imports Django": ("accounts/vocab.py", "from django.utils.translation import gettext", PLAIN),
    "errors import Django": ("foundation/errors.py", "import django", PLAIN),
}


def broken_contracts(checkout: Path) -> list[str]:
    """The names of the contracts that do not hold in a checkout."""
    told = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--config", "pyproject.toml"],
        cwd=checkout,
        env={"PYTHONPATH": str(checkout / "src"), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
    )
    lines = told.stdout.splitlines()
    verdicts = [line.strip() for line in lines if line.rstrip().endswith((" KEPT", " BROKEN"))]
    assert verdicts, told.stdout + told.stderr
    broken = [line.removesuffix(" BROKEN") for line in verdicts if line.endswith(" BROKEN")]
    assert bool(broken) == bool(told.returncode)
    return broken


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python files of the product, to plant offences in."""
    checkout = tmp_path_factory.mktemp("checkout")
    shutil.copy(ROOT / "pyproject.toml", checkout)
    shutil.copytree(
        ROOT / "src",
        checkout / "src",
        ignore=lambda folder, names: [
            name
            for name in names
            if name == "__pycache__" or not (Path(folder, name).is_dir() or name.endswith(".py"))
        ],
    )
    return checkout


def test_every_contract_holds(copy):
    broken = broken_contracts(copy)

    assert broken == []


@pytest.mark.parametrize("what", OFFENCES)
def test_a_planted_offence_breaks_its_contract(copy, what):
    name, line, contract = OFFENCES[what]
    path = copy / "src" / "xinghe" / name
    before = path.read_text() if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_text((before or '"""Planted."""\n') + f"\n\n{line}\n")

    try:
        broken = broken_contracts(copy)
    finally:
        if before is not None:
            path.write_text(before)
        else:
            path.unlink()
            if not any(path.parent.iterdir()):
                path.parent.rmdir()

    assert contract in {name[: len(contract)] for name in broken}
