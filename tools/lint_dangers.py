"""Constructs that have let strangers' text run as markup, script or SQL elsewhere: only in listed places.

    python tools/lint_dangers.py [TOP]      (default: the checkout)

Ends with 1 when one stands in a file that is not listed for it, or when a listing is no longer needed.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# (path, danger) → why it is harmless there
LISTED = {
    ("src/xinghe/access/fence.py", "sql"): "a fixed text, as often repeated as there are settings",
    (
        "src/xinghe/foundation/inserting.py",
        "sql",
    ): "quoted names of tables and columns, as the models have them",
    ("src/xinghe/project/postgres/cluster.py", "sql"): "the database's own fixed name",
    (
        "src/xinghe/project/postgres/running.py",
        "sql",
    ): "names that the server itself listed, of one fixed pattern",
}

IN_TEMPLATES = {
    "safe": re.compile(r"\|\s*(safe|safeseq)\b|\{%\s*autoescape\s+off"),
    "inline": re.compile(
        r"<script(?![^>]*(?:\bsrc=|application/json))[^>]*>\s*[^<\s]|\bon[a-z]+\s*=\s*[\"']|\bstyle\s*=\s*[\"']|javascript:"
    ),
}
IN_SCRIPTS = {
    "html": re.compile(r"\b(innerHTML|outerHTML)\b|\binsertAdjacentHTML\b|\bdocument\.write\b|\bx-html\b"),
    "eval": re.compile(r"\beval\s*\(|\bnew\s+Function\s*\("),
}
PYTHON_NAMES = {"mark_safe": "safe", "RawSQL": "sql"}
# As a type they say that a text was escaped; made from anything but a fixed text they claim it.
PYTHON_TYPES = {"SafeString", "SafeText"}
PYTHON_CALLS = {"raw": "sql", "extra": "sql"}
BUILTINS = {"eval": "eval", "exec": "eval"}

# What the linter must find, by kind of file, and what it must let pass; the tests run both.
BAD = {
    "a.html": [
        "{{ text|safe }}",
        "{{ rows | safeseq }}",
        "{% autoescape off %}",
        "<script>go()</script>",
        "<p onclick='go()'>",
        '<p style="color: red">',
        '<a href="javascript:go()">',
    ],
    "a.js": [
        "box.innerHTML = text",
        "box.insertAdjacentHTML('x', t)",
        "document.write(t)",
        "eval(t)",
        "new Function(t)",
    ],
    "a.py": [
        "from django.utils.safestring import mark_safe",
        "safestring.SafeString(text)",
        "SafeString(f'<b>{text}</b>')",
        "Result.objects.raw(text)",
        "rows.extra(where=[text])",
        "RawSQL(text, ())",
        "cursor.execute(f'SELECT {name}')",
        "cursor.execute('SELECT %s' % name)",
        "cursor.execute('SELECT ' + name)",
        "cursor.execute('SELECT {}'.format(name))",
        "statement = f'SELECT {name}'\ncursor.execute(statement)",
        "eval(text)",
    ],
}
GOOD = {
    "a.html": [
        "{{ text }}",
        '<script src="{% static "a.js" %}" type="module"></script>',
        '<script type="application/json">{"ids": {}}</script>',
        "<p data-on='x' lang='zh'>",
        "{# safe #}",
    ],
    "a.js": ["box.textContent = text", "box.replaceChildren(row)", "evaluate(t)"],
    "a.py": [
        "format_html('<b>{}</b>', text)",
        "def badge(word: str) -> SafeString:\n    return SafeString('')",
        "cursor.execute('SELECT %s', [name])",
        "QUESTION = 'SELECT 1'\ncursor.execute(QUESTION)",
        "runner.execute(plan)",
    ],
}


def dangers(path: Path, text: str) -> Iterator[tuple[int, str]]:
    """The line and the kind of every danger in one file."""
    if path.suffix == ".py":
        yield from _in_python(ast.parse(text))
        return
    for kind, pattern in (IN_SCRIPTS if path.suffix in {".js", ".mjs", ".ts"} else IN_TEMPLATES).items():
        for found in pattern.finditer(text):
            yield text.count("\n", 0, found.start()) + 1, kind


def _in_python(tree: ast.Module) -> Iterator[tuple[int, str]]:
    made = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and _is_built(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.alias) and node.name in PYTHON_NAMES:
            yield node.lineno, PYTHON_NAMES[node.name]
        elif isinstance(node, ast.Attribute) and node.attr in PYTHON_NAMES:
            yield node.lineno, PYTHON_NAMES[node.attr]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in PYTHON_NAMES:
                yield node.lineno, PYTHON_NAMES[node.func.id]
            elif node.func.id in PYTHON_TYPES and not _is_fixed(node):
                yield node.lineno, "safe"
            elif node.func.id in BUILTINS:
                yield node.lineno, BUILTINS[node.func.id]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in PYTHON_TYPES and not _is_fixed(node):
                yield node.lineno, "safe"
            elif node.func.attr in PYTHON_CALLS:
                yield node.lineno, PYTHON_CALLS[node.func.attr]
            elif node.func.attr in {"execute", "executemany", "copy"} and node.args:
                first = node.args[0]
                if _is_built(first) or (isinstance(first, ast.Name) and first.id in made):
                    yield node.lineno, "sql"


def _is_built(value: ast.expr) -> bool:
    """Whether a text is put together from parts: f"", +, %, .format() or .join()."""
    if isinstance(value, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in value.values)
    if isinstance(value, ast.BinOp) and isinstance(value.op, (ast.Add, ast.Mod)):
        return any(_is_text(side) or _is_built(side) for side in (value.left, value.right))
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Attribute)
        and value.func.attr in {"format", "join"}
        and _is_text(value.func.value)
    )


def _is_fixed(call: ast.Call) -> bool:
    return all(isinstance(argument, ast.Constant) for argument in call.args) and not call.keywords


def _is_text(value: ast.expr) -> bool:
    return isinstance(value, ast.JoinedStr) or (
        isinstance(value, ast.Constant) and isinstance(value.value, str)
    )


def sources(top: Path) -> list[Path]:
    """The product's own files below ``top``: what is tracked or about to be."""
    listed = subprocess.run(
        [
            "git",
            "-C",
            str(top),
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
            "src",
            "frontend",
        ],
        capture_output=True,
        check=True,
    )
    names = [name.decode() for name in listed.stdout.split(b"\0") if name]
    wanted = {".py", ".html", ".txt", ".svg", ".js", ".mjs", ".ts"}
    return [top / name for name in sorted(names) if Path(name).suffix in wanted and (top / name).is_file()]


def offences(top: Path, paths: list[Path], *, listed: dict[tuple[str, str], str]) -> list[str]:
    """Every danger outside its listed place, and every listing that lists nothing."""
    found = []
    used = set()
    for path in paths:
        name = path.relative_to(top).as_posix()
        for line, kind in dangers(path, path.read_text(encoding="utf-8")):
            if (name, kind) in listed:
                used.add((name, kind))
            else:
                found.append(f"{name}:{line}: {kind}")
    return found + [f"{name}: listed for {kind}, but has none" for name, kind in sorted(set(listed) - used)]


def main(arguments: list[str]) -> int:
    """Print the offences; 1 when there are any."""
    top = Path(arguments[0]).resolve() if arguments else ROOT
    found = offences(top, sources(top), listed=LISTED)
    print("\n".join(found) or "No danger outside its listed place.")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
