"""Says of every column of the database what it means, whether it is about a person, and why it is kept.

python tools/data_dictionary.py write    write docs/data-dictionary.md
python tools/data_dictionary.py check    end with 1 if a column is not classified or the page is out of date
"""

import functools
import inspect
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "data-dictionary.md"
CLASSES_FILE = ROOT / "tools" / "data_columns.txt"

# What a column is about. Sensitive: what its bearer could be robbed or impersonated with.
CLASSES = {"": "no", "personal": "yes", "sensitive": "sensitive"}

# What a column of this name means wherever the file says nothing else.
COMMON = {
    "id": "number of the row",
    "territory_path": "place on the territory line: the numbers of the unions above it and its own, from the top",
    "industry_path": "the same on the industry line; empty where it does not stand there",
    "is_demonstration": "whether it is invented, for trying the product",
    "from_date": "since when",
    "until_date": "until when, this day not included; empty: still",
    "recorded_at": "when it was recorded",
    "name_pinyin": "pinyin of the name, for sorting",
    "name_initials": "pinyin initials of the name, for finding",
}

# Tables that no model makes: the cache, whose columns Django fixes.
WITHOUT_MODEL = {
    "accounts_counter": {
        "cache_key": "varchar(255)",
        "value": "text",
        "expires": "timestamp with time zone",
    },
}

HEAD = """# The data dictionary

Every column of the database: what it means, whether it is about a person, and why it is kept. Made by
`python tools/data_dictionary.py write` from the models and from `tools/data_columns.txt`, the one place where columns
are classified. A test compares it with the tables that PostgreSQL really has; a column without a class fails it.

**Personal** is what is about a person who is or can be known, a number that stands for one included. **Sensitive** is
what somebody could be robbed or impersonated with: sealed or a digest, but for the key of a session, which ends by
itself. Free text counts as personal because it may name people.

**Fence** says who gets at a row: behind *row-level security* PostgreSQL shows only what lies below the reader's
offices, is the reader's own, or is published ([ADR 8](adr/0008-row-level-fence.md)). What is not fenced is read
through `within` or by the named part of the product alone.
"""

FOOT = """## Outside the database

| where | what it holds about people | kept |
|---|---|---|
| `var/files` | workbooks as they were sent, with the creators' names | as long as the installation |
| `var/papers` | numbered papers as they were issued, with the names on their lists | for good |
| `var/runs` | lists that people exported as long work, each its asker's alone | 7 days |
| `var/search` | the public index: titles, texts, units and creators of published results | made anew from the database at any time |
| `var/secrets` | the keys of the vault, of its index and of sessions | as long as anything they sealed |
| the log of `xinghe serve` | numbers of runs; addresses of requests only with `--access-log` | as its operator decides |
| anchors and exports of the record | what the record holds | as their holder decides |

There is no command yet that hands a person all that is kept about them, or that erases it: `deactivate_person` closes
an account and leaves its row.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column as the page shows it. ``kind`` is PostgreSQL's type, ``target`` the table that a key names."""

    name: str
    kind: str
    is_optional: bool
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """What is said of one column: ``about`` is a key of CLASSES; a personal one has a purpose."""

    meaning: str
    about: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What the file says of one table: how long its rows are kept, and its columns by name."""

    kept: str
    columns: dict[str, Classified]


def read_classes(text: str) -> dict[str, Table]:
    """The file of classes: a table stands at the margin, its columns below it, further in."""
    found: dict[str, Table] = {}
    for line in text.splitlines():
        first, *others = (part.strip() for part in line.split(" | "))
        if not first or first.startswith("#"):
            continue
        name, _, meaning = first.partition(": ")
        if not line.startswith(" "):
            table = found[first] = Table(kept=" | ".join(others), columns={})
            continue
        about, purpose = (*others, "", "")[:2]
        table.columns[name] = Classified(
            meaning=meaning or COMMON.get(name, ""), about=about, purpose=purpose
        )
    return found


@functools.cache
def classes() -> dict[str, Table]:
    """Every table with its classified columns."""
    return read_classes(CLASSES_FILE.read_text(encoding="utf-8"))


def columns() -> dict[str, list[Column]]:
    """The columns of every table, as Django would make them; needs a loaded Django and no database."""
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder
    from django.db.models import Model

    found: dict[str, list[Column]] = {}
    models: list[type[Model]] = [*apps.get_models(include_auto_created=True), MigrationRecorder.Migration]
    for model in models:
        found[model._meta.db_table] = [
            Column(
                name=str(field.column),
                kind=str(field.db_type(connection)),
                is_optional=field.null,
                target=field.related_model._meta.db_table if isinstance(field.related_model, type) else "",
            )
            for field in model._meta.concrete_fields
        ]
    for table, kinds in WITHOUT_MODEL.items():
        found[table] = [Column(name=name, kind=kind, is_optional=False) for name, kind in kinds.items()]
    return found


def faults(known: dict[str, list[Column]], said_of: dict[str, Table]) -> list[str]:
    """Columns that nobody has classified, and classes of columns that are gone, without meaning or purpose."""
    found = [f"{table} is not classified" for table in sorted(set(known) - set(said_of))]
    found += [f"{table} is classified, but does not exist" for table in sorted(set(said_of) - set(known))]
    for table in sorted(set(known) & set(said_of)):
        said = said_of[table].columns
        there = {column.name for column in known[table]}
        found += [f"{table}.{name} is not classified" for name in sorted(there - set(said))]
        found += [f"{table}.{name} is classified, but does not exist" for name in sorted(set(said) - there)]
        for name, one in said.items():
            if not one.meaning:
                found.append(f"{table}.{name} has no meaning")
            if one.about not in CLASSES:
                found.append(f"{table}.{name} is “{one.about}”, which is no class")
            if bool(one.about) != bool(one.purpose):
                found.append(
                    f"{table}.{name} is about a person and kept for no purpose, or the other way round"
                )
    return found


def fence_of(table: str) -> str:
    """How the rows of one table are kept apart, from the list that the tests hold against PostgreSQL."""
    from tests.access import tables as fences

    if table in fences.SCOPED:
        return "row-level security"
    if table in fences.SCOPED_VIEWS:
        return "a view with the fence as part of it"
    if table in fences.PUBLIC:
        return "none: everybody may know it"
    return f"none: {fences.SYSTEM[table]}"


def page(known: dict[str, list[Column]]) -> str:
    """The whole page."""
    from django.apps import apps

    docstrings = {
        model._meta.db_table: inspect.getdoc(model) or ""
        for model in apps.get_models()
        if model.__module__.startswith("xinghe.")
    }
    parts = [HEAD, _figures(known)]
    for table, said in classes().items():
        what = re.sub(r"``([^`]+)``", r"`\1`", docstrings.get(table, "").partition("\n\n")[0])
        told = (what.replace("\n", " "), f"*Fence:* {fence_of(table)}.", f"*Kept:* {said.kept}.")
        parts.append(f"## {table}\n\n{' '.join(filter(None, told))}\n")
        parts.append("| column | type | meaning | personal | kept because |\n|---|---|---|---|---|")
        parts.append("\n".join(_lines(table, known[table])) + "\n")
    parts.append(FOOT)
    return "\n".join(parts).rstrip() + "\n"


def _lines(table: str, known: list[Column]) -> Iterator[str]:
    said = classes()[table].columns
    for column in known:
        one = said[column.name]
        kind = f"{column.kind} → {column.target}" if column.target else column.kind
        optional = ", may be empty" if column.is_optional else ""
        yield f"| `{column.name}` | {kind}{optional} | {one.meaning} | {CLASSES[one.about]} | {one.purpose} |"


def _figures(known: dict[str, list[Column]]) -> str:
    every = [one.about for table in known for one in classes()[table].columns.values()]
    return (
        f"{len(known)} tables, {len(every)} columns: {every.count('personal')} personal, "
        f"{every.count('sensitive')} sensitive, {every.count('')} neither.\n"
    )


def main(verb: str) -> int:
    """Write or check the page; 0 when all is well."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "xinghe.project.settings.test"
    import django

    django.setup()
    known = columns()
    wrong = faults(known, classes())
    if not wrong and verb == "write":
        PAGE.write_text(page(known), encoding="utf-8")
    elif not wrong and PAGE.read_text(encoding="utf-8") != page(known):
        wrong = ["docs/data-dictionary.md is out of date: python tools/data_dictionary.py write"]
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    if len(sys.argv) != 2 or sys.argv[1] not in ("write", "check"):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
