"""Rows of which a page has hundreds: written here, since a template would take longer than everything else on the page."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from xinghe.web.kit.templatetags.kit import badge, icon

register = template.Library()


@register.simple_tag
def list_rows(rows: Sequence[Any], *, ticked: bool) -> SafeString:
    """The rows of a list of the desk; ``ticked`` gives each a box to be chosen by. Written here, for lists are long."""
    choose = gettext("Choose %(title)s")
    return format_html_join(
        "",
        '<tr>\n<th scope="row"{}>{}{}</th>\n{}\n</tr>\n',
        (
            (
                SafeString(' class="has-tick"') if ticked else "",
                _tick(row.number, choose % {"title": strip_tags(row.title)}) if ticked else "",
                format_html('<a href="{}">{}</a>', row.url, row.title) if row.url else row.title,
                format_html_join("", "<td{}{}>{}</td>", map(_list_cell, row.cells)),
            )
            for row in rows
        ),
    )


def _tick(number: int, named: str) -> SafeString:
    return format_html(
        '<label><input class="row-tick" type="checkbox" name="ids" value="{}" form="bulk" aria-label="{}"></label>',
        number,
        named,
    )


def _list_cell(cell: Any) -> tuple[str, str, str]:
    return (
        format_html(' class="is-{}"', cell.kind) if cell.kind != "text" else "",
        format_html(' data-label="{}"', cell.label) if cell.label and cell.words else "",
        cell.words,
    )


@register.simple_tag
def order_rows(rows: Sequence[Any]) -> SafeString:
    """The rows of a pile that is put in order: each with a field for its place, or buttons that move it by one."""
    ranked, moving = gettext("Ranked"), _Moving()
    return format_html_join(
        "",
        '<tr>\n<td class="is-number" data-label="{}">{}</td>\n<th scope="row"><a href="{}">{}</a></th>\n'
        '<td>{}</td>\n<td class="is-tight">{}</td>\n<td class="is-tight">{}</td>\n</tr>\n',
        (
            (ranked, moving.place(row), row.url, row.title, row.unit, badge(row.state), moving.buttons(row))
            for row in rows
        ),
    )


class _Moving:
    """What a line of an order offers, with its words and icons looked up once."""

    def __init__(self) -> None:
        self.named, self.last = gettext("Place of %(title)s"), gettext("Put last")
        self.ways = (
            ("up", gettext("Move %(title)s up"), icon("up")),
            ("down", gettext("Move %(title)s down"), icon("down")),
        )

    def place(self, row: Any) -> SafeString | str:
        """The field for its place, or the place of what has left."""
        if not row.is_movable:
            return str(row.place)
        return format_html(
            '<span class="field is-place"><input type="text" inputmode="numeric" maxlength="4" size="4" name="{}" '
            'value="{}" autocomplete="off" aria-label="{}"></span>',
            row.field,
            row.place,
            self.named % {"title": row.title},
        )

    def buttons(self, row: Any) -> SafeString | str:
        """Up and down for what has a place, to the end for what has none."""
        if not row.is_movable:
            return ""
        if not row.is_placed:
            return format_html(
                '<button class="button is-small is-quiet" name="last" value="{}">{}</button>',
                row.number,
                self.last,
            )
        return format_html_join(
            "",
            '<button class="button is-small is-quiet" name="{}" value="{}" aria-label="{}">{}</button>',
            ((name, row.number, words % {"title": row.title}, drawn) for name, words, drawn in self.ways),
        )


@register.simple_tag
def file_rows(files: Sequence[Any]) -> SafeString:
    """The files of a record to look at: picture, caption, name, size, state, and why one was refused."""
    drawn = icon("file")
    return format_html_join(
        "", '<li>{}<div class="attachments-words">{}{}{}</div></li>\n', (_file(one, drawn) for one in files)
    )


def _file(one: Any, drawn: SafeString) -> tuple[SafeString | str, ...]:
    picture = (
        '<a class="attachments-picture" href="{}"><img src="{}" alt="{}" loading="lazy" decoding="async"></a>'
    )
    name = (
        format_html('<a href="{}">{}{}</a>', one.url, drawn, one.name)
        if one.url
        else format_html("<span>{}</span>", one.name)
    )
    return (
        format_html(picture, one.url, one.preview_url, one.caption or one.name) if one.preview_url else "",
        format_html("<p>{}</p>", one.caption) if one.caption else "",
        format_html(
            '<p class="meta">{} <span class="faint nowrap">{}</span> {}</p>', name, one.size, badge(one.state)
        ),
        format_html('<p class="attachments-refusal">{}</p>', one.words) if one.words else "",
    )
