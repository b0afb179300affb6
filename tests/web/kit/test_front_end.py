"""What is promised about the front end: nothing inline, no third party, a small bundle, icons that exist."""

import gzip
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted((ROOT / "src" / "xinghe" / "web").rglob("templates/**/*.html"))
FRONTEND = ROOT / "frontend"
JAVASCRIPT_LIMIT = 120 * 1024  # compressed bytes, all scripts that a page without charts may load

INLINE = re.compile(
    r"""\sstyle=|<style|<script(?![^>]*(?:\ssrc=|type="application/json"))|\son[a-z]+=|\shx-on|javascript:|\|\s*safe\b|autoescape\s+off""",
    re.I,
)
ICON = re.compile(r"""\{%\s*icon\s+"([\w-]+)""")
ELSEWHERE = re.compile(r"""(?:src|href|action)=["']?(?:https?:)?//""", re.I)


def named_icons() -> set[str]:
    return set(re.findall(r'^  (\w+): "', (FRONTEND / "icons.js").read_text("utf-8"), re.M))


def findings(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    return [(path.name, found) for path in TEMPLATES for found in pattern.findall(path.read_text("utf-8"))]


@pytest.mark.parametrize(
    "planted", ['<p style="x">', "<script>", '<a onclick="x">', "{{ x|safe }}", '<i hx-on:click="">']
)
def test_the_search_for_inline_parts_finds_them(planted):
    assert INLINE.search(planted)


def test_no_template_has_inline_style_script_or_unescaped_text():
    assert findings(INLINE) == []


def test_no_template_loads_anything_from_elsewhere():
    assert findings(ELSEWHERE) == []


def test_every_icon_in_a_template_is_in_the_sprite():
    assert {name for _, name in findings(ICON)} - named_icons() == set()


def test_the_lock_names_no_registry():
    lock = json.loads((FRONTEND / "package-lock.json").read_text("utf-8"))

    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []


def test_the_scripts_stay_small():
    scripts = sorted((FRONTEND / "dist" / "xinghe").glob("*.js"))
    if not scripts:
        pytest.skip("the front end is not built here: cd frontend && npm ci && npm run build")

    assert sum(len(gzip.compress(path.read_bytes())) for path in scripts) <= JAVASCRIPT_LIMIT
