"""Addresses of lists: what is filtered and sorted stands in the URL and can be sent to a colleague."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.forms import BaseForm, BooleanField, MultipleChoiceField
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext

from xinghe.foundation.keyset import KeysetPage
from xinghe.web.kit.parts import Chip, Column, Pager, Words

# Keyset cursors; they belong to one order of one selection, so any change drops them.
_CURSORS = ("after", "before")


def changed(query: QueryDict, **values: object) -> str:
    """The address with these parameters set; ``None`` and "" remove one. Starts from the first page again."""
    copy = _from_first_page(query)
    for name, value in values.items():
        if value is None or value == "":
            copy.pop(name, None)
        else:
            copy[name] = str(value)
    return _address(copy)


def toggled(query: QueryDict, name: str, value: str) -> str:
    """The address with ``value`` of a many-valued parameter added, or taken away if it is there."""
    copy = _from_first_page(query)
    values = copy.getlist(name)
    copy.setlist(name, [kept for kept in values if kept != value] if value in values else [*values, value])
    return _address(copy)


def cursor_of(query: QueryDict) -> str:
    """Where the page of a list starts; empty on the first."""
    return query.get("after") or query.get("before") or ""


def pager_of(query: QueryDict, page: KeysetPage[Any]) -> Pager:
    """The ways on and back from a page of a list."""
    return Pager(
        next=changed(query, after=page.next_cursor) if page.next_cursor else "",
        previous=changed(query, before=page.previous_cursor) if page.previous_cursor else "",
    )


def columns(
    query: QueryDict,
    heads: Iterable[tuple[str, Words, str]],
    *,
    sortable: Sequence[str] = (),
    default: str = "",
) -> tuple[Column, ...]:
    """Column heads from (key, label, kind) rows. ``?sort=key`` sorts ascending, ``?sort=-key`` descending.

    A number is first sorted from the largest, a text from its beginning.
    """
    in_force = query.get("sort") or default
    found = []
    for key, label, kind in heads:
        if key not in sortable:
            found.append(Column(label=label, kind=kind))  # type: ignore[arg-type]  # checked by Column's users
            continue
        ways = ("-" + key, key) if kind == "number" else (key, "-" + key)
        then = ways[1] if in_force == ways[0] else ways[0]
        direction = {key: "ascending", "-" + key: "descending"}.get(in_force, "")
        found.append(
            Column(label=label, kind=kind, url=changed(query, sort=then), sorted=direction)  # type: ignore[arg-type]
        )
    return tuple(found)


def chips(form: BaseForm, query: QueryDict) -> tuple[Chip, ...]:
    """A chip for every filter in force, in the order of the form's fields; the search box is its own chip."""
    if not form.is_valid():
        return ()
    found = []
    for bound in form:
        if bound.is_hidden or form.cleaned_data.get(bound.name) in (None, "", [], (), False):
            continue
        if isinstance(bound.field, MultipleChoiceField):
            found += [
                Chip(label=bound.label, value=_word(bound, value), url=toggled(query, bound.html_name, value))
                for value in query.getlist(bound.html_name)
            ]
        else:
            value = query.get(bound.html_name, "")
            url = changed(query, **{bound.html_name: None})
            found.append(Chip(label=bound.label, value=_word(bound, value), url=url))
    return tuple(found)


def _word(bound: BoundField, value: str) -> str:
    """The label of a choice, that a box is ticked, or the value itself."""
    if isinstance(bound.field, BooleanField):
        return gettext("yes")
    for known, label in getattr(bound.field, "choices", ()):
        if str(known) == value:
            return str(label)
    return value


def _from_first_page(query: QueryDict) -> QueryDict:
    copy = query.copy()
    for name in _CURSORS:
        copy.pop(name, None)
    return copy


def _address(query: QueryDict) -> str:
    return f"?{query.urlencode()}" if query else "?"
