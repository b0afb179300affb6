"""Writes stand in actions and moves. Everything else only reads.

    python tools/lint_writes.py [PATH …]      (default: src/xinghe)

Ends with 1 when a write stands elsewhere, or when an excuse below is no longer needed.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# Files of these names write, and so does everything in a package of these names.
ROOMS = {"actions", "moves", "migrations"}

# path below src/ → why it writes although it is no action
EXCUSED = {
    "xinghe/project/demonstration/told.py": "drops the clock that it made; no row of the product changes",
    "xinghe/project/preparing.py": "lets a role of the server sign in; no row of the product changes",
    "xinghe/access/once.py": "keeps the answer of a command in the command's own transaction",
    "xinghe/access/work.py": "the unit of work adds the lines of the record",
    "xinghe/access/placed.py": "moves path columns inside the command that re-parents",
    "xinghe/audit/sealing.py": "the only writer of links",
    "xinghe/results/jobs/indexing.py": "writes to the search index, not to the database",
    "xinghe/project/postgres/cluster.py": "makes the database in a new server",
    "xinghe/project/postgres/running.py": "drops what ended test runs left",
}

ALWAYS = {
    *("bulk_create", "bulk_update", "get_or_create", "update_or_create", "select_for_update_or_create"),
    *("abulk_create", "abulk_update", "aget_or_create", "aupdate_or_create"),
}
# With a positional argument these are something else: a set's update, a cache's delete, a workbook's save.
WITHOUT_POSITIONAL = {"save", "asave", "create", "acreate", "delete", "adelete", "update", "aupdate"}
# `thing.update(**values)` and `thing.update(a=1)` write rows; a bare `.update()` does not.
NEEDS_KEYWORDS = {"update", "aupdate"}
# Functions of ours that write; importing one says nothing yet.
OURS = {"insert_rows"}
SQL_WRITES = ("INSERT", "UPDATE", "DELETE", "MERGE", "COPY", "TRUNCATE", "ALTER", "DROP", "CREATE", "GRANT")

# What the linter must find, and what it must let pass; the tests run both.
BAD = """
result.save()
Result.objects.create(title="a")
Result.objects.filter(pk=1).update(stage="b")
rows.update(**values)
Result.objects.bulk_create(rows)
Result.objects.get_or_create(code="c")
Result.objects.filter(pk=1).delete()
await person.asave(update_fields=["name"])
cursor.execute("update results_result set title = ''")
cursor.execute(f"DELETE FROM {table}")
cursor.copy("COPY results_result FROM STDIN")
insert_rows(Result, rows)
"""
GOOD = """
digest.update(b"a")
values.update({"a": 1})
cache.delete("key")
workbook.save(path)
Result.objects.filter(pk=1).values()
cursor.execute("SELECT 1")
cursor.execute("SELECT set_config(%s, %s, true)", pair)
"""


def writes(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The line and the name of every call that writes to the database."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OURS:
            yield node.lineno, f"{node.func.id}()"
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name = node.func.attr
        bare = not node.args and (node.keywords or name not in NEEDS_KEYWORDS)
        if name in ALWAYS or (name in WITHOUT_POSITIONAL and bare):
            yield node.lineno, f".{name}()"
        elif name in {"execute", "executemany", "copy"} and node.args:
            verb = _first_word(node.args[0]).upper()
            if verb in SQL_WRITES:
                yield node.lineno, f"{verb} by .{name}()"


def _first_word(argument: ast.expr) -> str:
    if isinstance(argument, ast.JoinedStr) and argument.values:
        argument = argument.values[0]
    text = argument.value if isinstance(argument, ast.Constant) else ""
    return text.split(maxsplit=1)[0] if isinstance(text, str) and text.split() else ""


def may_write(path: Path) -> bool:
    """Whether the file is one where writes belong."""
    return bool(ROOMS & {path.stem, *path.parent.parts})


def offences(top: Path, *, excused: dict[str, str]) -> list[str]:
    """Every write below ``top`` that stands in the wrong place, and every excuse that excuses nothing."""
    found = []
    used = set()
    for path in sorted(top.rglob("*.py")):
        if may_write(path.relative_to(top)):
            continue
        name = (Path(top.name) / path.relative_to(top)).as_posix()
        for line, what in writes(ast.parse(path.read_text(encoding="utf-8"))):
            if name in excused:
                used.add(name)
            else:
                found.append(f"{name}:{line}: {what} outside actions")
    return found + [f"{name}: excused, but writes nothing" for name in sorted(set(excused) - used)]


def main(arguments: list[str]) -> int:
    """Print the offences; 1 when there are any."""
    tops = [Path(argument) for argument in arguments] or [ROOT / "src" / "xinghe"]
    found = [line for top in tops for line in offences(top, excused=EXCUSED)]
    print("\n".join(found) or "Writes stand where they belong.")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
