"""Which checks there are, and that one which breaks is itself a finding and hides no other."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from xinghe.foundation.errors import Refusal
from xinghe.project.doctor import database, machine, product
from xinghe.project.doctor.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A way of looking, and the name of what must be good before it makes sense to look."""

    look: Callable[[Mapping[str, str]], Iterator[Finding]]
    after: str | None = None


CHECKS: dict[str, Check] = {
    "storage": Check(look=machine.storage),
    "secrets": Check(look=machine.secrets),
    "database": Check(look=database.server, after="storage"),
    "durability": Check(look=database.durability, after="database"),
    "clock": Check(look=database.clock, after="database"),
    "Chinese search": Check(look=database.trigrams, after="database"),
    "program": Check(look=product.program, after="database"),
    "role": Check(look=product.role, after="program"),
    "migrations": Check(look=product.migrations, after="program"),
    "worker": Check(look=product.worker, after="database"),
    "e-mail": Check(look=product.mail, after="program"),
    "front end": Check(look=product.front_end, after="program"),
    "fonts": Check(look=machine.fonts),
}


def examine(environ: Mapping[str, str], *, checks: Mapping[str, Check] = CHECKS) -> list[Finding]:
    """Everything that was found, good or not. Starts our own database if it does not run; changes nothing else."""
    findings: list[Finding] = []
    bad: set[str] = set()
    for name, check in checks.items():
        found = list(_looked(name, check, environ, bad))
        findings += found
        if not all(finding.good for finding in found):
            bad.add(name)
    return findings


def _looked(name: str, check: Check, environ: Mapping[str, str], bad: set[str]) -> Iterator[Finding]:
    if check.after in bad:
        yield Finding(name=name, good=False, fact="not looked at", mend=f"Mend “{check.after}” first.")
        return
    try:
        yield from check.look(environ)
    except Refusal as refusal:
        yield Finding(name=name, good=False, fact=str(refusal))
    except Exception as unforeseen:  # a broken installation breaks in ways nobody listed
        words = " ".join(f"{type(unforeseen).__name__}: {unforeseen}".split())
        yield Finding(name=name, good=False, fact=f"could not be looked at: {words}")
