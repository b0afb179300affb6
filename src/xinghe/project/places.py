"""Where things lie: the checkout, and `var/`, the one directory that a running Xinghe writes to."""

import os
from collections.abc import Mapping
from pathlib import Path


def checkout() -> Path:
    """The directory that holds `pyproject.toml`; the working directory when the package was installed without it."""
    root = Path(__file__).resolve().parents[3]
    return root if (root / "pyproject.toml").exists() else Path.cwd()


def var_directory(environ: Mapping[str, str] = os.environ) -> Path:
    """`var/` of the checkout unless XINGHE_VAR names another directory. Creates nothing."""
    named = environ.get("XINGHE_VAR")
    return Path(named).absolute() if named else checkout() / "var"
