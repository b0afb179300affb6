"""Words that templates may use: the bundle, icons, and how numbers, days, amounts and texts are shown."""

import re
import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from xinghe.foundation.errors import Refusal
from xinghe.web.kit import bundle as manifest
from xinghe.web.kit.parts import Badge, Column, Side, Tone

register = template.Library()

PREFERENCES = {"theme": ("light", "dark"), "density": ("compact", "regular", "roomy")}


@register.simple_tag
def bundle(name: str) -> SafeString:
    """The style sheet and script of one entry point."""
    entry = manifest.entry(f"src/{name}.js")
    if not entry:
        return SafeString("")
    styles = format_html_join(
        "\n", '<link rel="stylesheet" href="{}">', ((static(path),) for path in entry.get("css", ()))
    )
    return format_html('{}\n<script type="module" src="{}"></script>', styles, static(entry["file"]))


@register.simple_tag
def asset(name: str) -> str:
    """The address of a built file, by the name it had before it was hashed."""
    entry = manifest.entry(name)
    return static(entry["file"]) if entry else ""


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; without ``label`` it is decoration and not read out."""
    return _icon(asset("icons.svg") if settings.DEBUG else _sprite(), name, label)


# A page shows a hundred of them, always from the same sprite.
@cache
def _sprite() -> str:
    return asset("icons.svg")


@lru_cache(maxsize=2_000)
def _icon(sprite: str, name: str, label: str) -> SafeString:
    words = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html('<svg class="icon" {}><use href="{}#{}"></use></svg>', words, sprite, name)


@register.simple_tag(takes_context=True)
def preference(context: dict[str, Any], name: str) -> str:
    """What this reader chose for the theme or the density; anything else in the cookie counts as nothing."""
    request = context.get("request")
    chosen = request.COOKIES.get(name, "") if request else ""
    return chosen if chosen in PREFERENCES[name] else ""


@register.simple_tag
def once_key() -> SafeString:
    """A key for this form: sent twice, by an impatient thumb or after a lost connection, it acts once."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid.uuid4())


@register.simple_tag
def badge(state: Badge | str, tone: Tone = "") -> SafeString:
    """A state as a word with a shape and a colour."""
    shown = state if isinstance(state, Badge) else Badge(word=state, tone=tone)
    return _badge(str(shown.word), shown.tone)


@lru_cache(maxsize=2_000)
def _badge(said: str, tone: str) -> SafeString:
    return format_html('<span class="badge{}">{}</span>', f" is-{tone}" if tone else "", said)


@register.simple_block_tag
def table(content: str, columns: Iterable[Column], label: str, *, stacked: bool = False) -> str:
    """A table whose header and first column stay; between the tags stand its rows.

    ``stacked`` turns rows into blocks on a phone; each cell then names its column in ``data-label``.
    """
    values = {"columns": columns, "label": label, "rows": content, "stacked": stacked}
    return render_to_string("kit/parts/table.html", values)


@register.simple_tag
def select_options(groups: Iterable[tuple[str | None, Sequence[dict[str, Any]], int]]) -> SafeString:
    """The options of a choice as Django's widget gives them: by group, each with its value, label and attributes."""
    return _joined(
        format_html('\n  <optgroup label="{}">{}\n  </optgroup>', group, _options(options))
        if group
        else _options(options)
        for group, options, _ in groups
    )


def _options(options: Sequence[dict[str, Any]]) -> SafeString:
    return format_html_join(
        "",
        '\n  <option value="{}"{}>{}</option>',
        ((str(one["value"]), _attributes(one["attrs"]), one["label"]) for one in options),
    )


def _attributes(given: dict[str, Any]) -> SafeString:
    return _joined(
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, str(value))
        for name, value in given.items()
        if value is not False
    )


@register.simple_tag
def passages(side: Side, ours: str, other: str) -> SafeString:
    """A text with its passages marked, numbered, and linked to their partners in the other text."""
    pieces, end = [], 0
    for span in side.spans:
        # The number stays with the last words, not on the line after them.
        words = side.text[span.start : span.end].rstrip()
        link = format_html(
            '<a class="passage" id="{}-{}" href="#{}-{}">{}&#8288;<sup>{}</sup></a>',
            ours,
            span.number,
            other,
            span.number,
            words,
            span.number,
        )
        pieces += [side.text[end : span.start], link]
        end = span.start + len(words)
    return _joined([*pieces, side.text[end:]])


@register.filter
def sentence(refusal: Refusal) -> str:
    """What a refusal says, in the reader's language."""
    return refusal.said(gettext)


@register.filter
def count(value: int) -> str:
    """A whole number in groups of three."""
    return f"{value:,}"


@register.filter
def count_short(value: int) -> SafeString | str:
    """A large number as people say it (123.5万, 1.2 million); the exact one is its title."""
    scales = (
        ((10**8, "亿", 10**4), (10**4, "万", 0))
        if _in_chinese()
        else ((10**9, " bn", 10**6), (10**6, " m", 0))
    )
    for scale, word, smaller in scales:
        # What the smaller unit would round up to 10,000万 is 1亿.
        if abs(value) >= scale - smaller // 20:
            short = f"{Decimal(value) / scale:,.1f}".removesuffix(".0")
            unit = _hant(word)
            return format_html('<data value="{}" title="{}">{}{}</data>', value, count(value), short, unit)
    return count(value)


@register.filter
def amount(value: object) -> SafeString | str:
    """A sum in 万元 or 亿元 (or ¥) with its qualifier; the exact yuan is its title. ``None`` is a dash."""
    from xinghe.foundation.amounts import Amount, format_amount

    if value is None:
        return "—"
    if not isinstance(value, Amount):
        value = Amount(yuan=Decimal(str(value)))
    yuan = f"{value.yuan:,.2f}".removesuffix(".00")
    title = gettext("%(yuan)s yuan") % {"yuan": yuan}
    words = format_amount(value, get_language() or "en")
    return format_html('<data value="{}" title="{}">{}</data>', value.yuan, title, words)


@register.filter
def day(value: object) -> SafeString | str:
    """A day as precise as it is known (2024年5月21日, 2024年5月). ``None`` is a dash."""
    if value is None:
        return "—"
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    if isinstance(value, date):
        words = formats.date_format(value, "Y年n月j日" if _in_chinese() else "j F Y")
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), words)
    from xinghe.foundation.chinese_dates import Day, format_day

    assert isinstance(value, Day)
    return format_day(value, get_language() or "en")


@register.filter
def instant(value: datetime | None) -> SafeString | str:
    """A moment by the wall clock, to the minute. ``None`` is a dash."""
    if value is None:
        return "—"
    local = timezone.localtime(value)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), f"{local:%Y-%m-%d %H:%M}")


@register.filter
def highlight(text: str, terms: str | Iterable[str] | None) -> SafeString:
    """The text, escaped, with every occurrence of the terms marked; the longest term wins."""
    words = terms.split() if isinstance(terms, str) else [term for term in terms or () if term]
    if not words:
        return conditional_escape(text)
    pattern = "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))
    pieces = re.split(f"({pattern})", text, flags=re.IGNORECASE)
    return _joined(
        format_html("<mark>{}</mark>", piece) if at % 2 else piece for at, piece in enumerate(pieces)
    )


@register.filter
def is_choice(field: BoundField) -> bool:
    """A single tick box, whose label stands behind it."""
    return field.widget_type == "checkbox"


def _joined(pieces: Iterable[str]) -> SafeString:
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _in_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _hant(word: str) -> str:
    if (get_language() or "").lower() != "zh-hant":
        return word
    return word.translate(str.maketrans("亿万", "億萬"))
