"""The machine: room to write, keys that are kept, letters to print with."""

import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Mapping

from xinghe.project.doctor.finding import Finding
from xinghe.project.places import var_directory

LEAST_FREE = 2 * 2**30  # bytes: a night of journal and uploads before somebody has to come


def storage(environ: Mapping[str, str]) -> Iterator[Finding]:
    """That `var` can be written to and has room."""
    var = var_directory(environ)
    try:
        var.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=var) as file:
            file.write(b"x" * 4096)
        yield Finding(name="storage", good=True, fact=f"{var} can be written to")
    except OSError as reason:
        yield Finding(
            name="storage",
            good=False,
            fact=f"{var} cannot be written to: {reason.strerror}",
            mend="Give this account the directory (chown), or name another in XINGHE_VAR.",
        )
        return
    free = shutil.disk_usage(var).free
    yield Finding(
        name="free space",
        good=free >= LEAST_FREE,
        fact=f"{free / 2**30:.1f} GiB",
        mend=f"Free some, or move var to a larger disk; below {LEAST_FREE / 2**30:.0f} GiB the database may stop.",
    )


def secrets(environ: Mapping[str, str]) -> Iterator[Finding]:
    """That the keys are there and that only this account may read them."""
    directory = var_directory(environ) / "secrets"
    kept = (
        [path for path in directory.glob("*") if not path.name.startswith(".")] if directory.is_dir() else []
    )
    given = [name for name in environ if name.startswith("XINGHE_") and name.endswith("_KEY")]
    if not kept and not given:
        yield Finding(
            name="secrets",
            good=False,
            fact=f"no keys in {directory} and none in the environment",
            mend="They are made at the first start: xinghe migrate. If data are there already, put the old keys back.",
        )
        return
    exposed = [
        path for path in [directory, *kept] if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    yield Finding(
        name="secrets",
        good=not exposed,
        fact=f"{len(kept)} in {directory}, {len(given)} in the environment"
        + (f"; others may read {', '.join(path.name for path in exposed)}" if exposed else ""),
        mend=f"chmod -R go-rwx '{directory}'",
    )


def fonts(environ: Mapping[str, str]) -> Iterator[Finding]:
    """That Chinese characters can be drawn, for papers and for pictures of pages."""
    program = shutil.which("fc-list", path=environ.get("PATH"))
    listed = (
        subprocess.run([program, ":lang=zh", "family"], capture_output=True, text=True, check=False).stdout
        if program
        else ""
    )
    families = {line.split(",")[0] for line in listed.splitlines() if line}
    yield Finding(
        name="fonts",
        good=bool(families),
        fact=f"{len(families)} families with Chinese characters"
        if program
        else "fontconfig is not installed",
        mend="apt-get install fonts-noto-cjk fontconfig (only pictures of pages and papers need them).",
    )
