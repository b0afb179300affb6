"""One entry on its way from a worker to a certificate: who sits where, and how the pages of the way are filled in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from playwright.sync_api import Browser, Locator, expect

from tests.journeys.applications import photos
from tests.journeys.installation import Installation
from tests.journeys.naming_beside import PLACES
from tests.journeys.visitors import CHECKED_WITHIN, Visitor, picture
from tests.kinds.good_answers import CLOSES_ON, good_answers
from xinghe.foundation import clock
from xinghe.programmes.kind import Kind
from xinghe.programmes.registry import every_kind
from xinghe.programmes.rules.form import Field, FieldType, Section
from xinghe.programmes.vocab import Evidence

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
OFFICES = ("maker", "second", "third", "county", "city")


@dataclass(slots=True, kw_only=True)
class Way:
    """One telling: its kind and place, and its people at their windows."""

    installation: Installation
    browser: Browser
    place: str
    seated: dict[str, Visitor] = field(default_factory=dict)
    # Addresses and names that one step of the story finds and a later one needs.
    application: str = ""
    panel: str = ""
    # The last panel whose ranking was released.
    settled: str = ""
    notice: str = ""
    award: str = ""
    receipt: str = ""
    judges: list[str] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        """What is entered for."""
        return next(one for one in every_kind() if one.code == PLACES[self.place][1])

    @property
    def call(self) -> str:
        """The call's title."""
        return PLACES[self.place][2]

    @property
    def answers(self) -> dict[str, Any]:
        """What the worker writes."""
        return as_of(good_answers(self.kind.code), closes=clock.today() + timedelta(days=30)) | {
            "unit": PLACES[self.place][0]
        }

    @property
    def title(self) -> str:
        """What the entry is called."""
        return str(self.answers["title"])

    def seat(self, seat: str) -> Visitor:
        """Who sits there, signed in; nobody is, who is called public."""
        if seat not in self.seated:
            somebody = self.seated[seat] = Visitor(self.installation, self.browser)
            if seat in OFFICES:
                somebody.sign_in(f"naming-{seat}")
            elif seat == "unit":
                somebody.sign_in(f"{self.place}-unit")
            elif seat != "public":
                somebody.go("/account/sign-in/")
                somebody.give_password(f"{self.place}-worker" if seat == "worker" else f"judge-{seat}")
                somebody.heading(somebody.words("My ideas"))
        return self.seated[seat]

    def picture(self, seat: str, name: str) -> None:
        """Kept where somebody wants to look."""
        picture(self.seated[seat], f"naming-{self.place}-{name}")

    def desk(self, seat: str) -> Visitor:
        """Who sits there, before the application."""
        officer = self.seat(seat)
        officer.go(f"/desk/applications/{self.application}/")
        officer.heading(self.title)
        return officer


def as_of(answers: Mapping[str, Any], *, closes: date) -> dict[str, Any]:
    """The same answers to a call that closes on another day: every day and year is moved with it."""
    return {name: _moved(name, value, closes) for name, value in answers.items()}


def _moved(name: str, value: Any, closes: date) -> Any:
    if isinstance(value, list):
        return [as_of(row, closes=closes) for row in value]
    if isinstance(value, str) and _DAY.fullmatch(value):
        return (date.fromisoformat(value) + (closes - CLOSES_ON)).isoformat()
    if name == "year" or name.endswith("_year"):
        return str(int(value) + closes.year - CLOSES_ON.year)
    return value


def screens(kind: Kind) -> tuple[Section, ...]:
    """The sections that have a screen of their own: what only ticks something at the end stands on the last one."""
    sections = kind.form.sections
    end = len(sections)
    while all(one.type is FieldType.TICK for one in sections[end - 1].fields):
        end -= 1
    return sections[:end]


def write(writer: Visitor, fields: Sequence[Field], answers: Mapping[str, Any]) -> None:
    """Type the answers of one screen, each into the field that asks for it."""
    for one in fields:
        if one.when is not None and not one.when.holds(answers):
            continue
        value = answers.get(one.name)
        if one.type is FieldType.TABLE:
            _write_rows(writer, one, value or [])
        else:
            _write_one(writer, f"a-{one.name}", one, value)


def _write_rows(writer: Visitor, table: Field, rows: Sequence[Mapping[str, Any]]) -> None:
    box = writer.page.locator(f"[data-rows={table.name}]")
    for at, row in enumerate(rows):
        if box.locator("[data-row]").count() <= at:
            box.get_by_role("button", name=writer.words("Another row")).click()
        for column in table.columns:
            _write_one(writer, f"a-{table.name}-{at}-{column.name}", column, row.get(column.name))


def _write_one(writer: Visitor, name: str, asked: Field, value: Any) -> None:
    box = writer.page.locator(f"[name='{name}']")
    if asked.type is FieldType.TICK:
        box.set_checked(bool(value))
    elif asked.type is FieldType.CHOICE:
        if value:
            put(writer.page.locator("form#writing"), name, value)
    else:
        box.fill(str(value or ""))


def put(part: Locator, name: str, value: str) -> None:
    """Answer one question of a form, whatever it takes."""
    box = part.locator(f"[name='{name}']")
    kind = box.first.evaluate("one => one.localName === 'select' ? 'select' : one.type")
    if kind == "select":
        box.select_option(value)
    elif kind in ("radio", "checkbox"):
        part.locator(f"[name='{name}'][value='{value}']").check()
    else:
        box.fill(value)


def asked_as(somebody: Visitor, label: str) -> Locator:
    """The question that bears this label."""
    words = re.compile(f"^{re.escape(somebody.words(label))}$", re.IGNORECASE)
    summary = somebody.page.locator("summary", has_text=words)
    return somebody.page.locator("details.ask").filter(has=summary)


def may(somebody: Visitor, label: str) -> None:
    """Wait until this may be done."""
    expect(asked_as(somebody, label)).to_be_visible()


def ask(
    somebody: Visitor, label: str, *, said: str = "", told: Mapping[str, object] | None = None, **answers: str
) -> None:
    """Open the question that bears this label, answer it and do it; ``said`` is what the page says then."""
    asked = asked_as(somebody, label)
    asked.locator("summary").click()
    for name, value in answers.items():
        put(asked, name, value)
    asked.locator(".ask-body .actions button").first.click()
    if said:
        hears(somebody, said, **(told or {}))


def hears(somebody: Visitor, sentence: str, **values: object) -> None:
    """Wait until the page says it."""
    expect(somebody.page.locator(".toasts")).to_contain_text(somebody.words(sentence, **values))


def send_evidence(writer: Visitor, kind: Kind, answers: Mapping[str, Any]) -> None:
    """Everything that is asked for, as photos; wait until all of it is checked."""
    needs = [
        one
        for one in kind.evidence
        if one.code is not Evidence.EV01 and one.least and (one.when is None or one.when.holds(answers))
    ]
    for one in needs:
        part = writer.page.locator(f"section[data-slot={one.code}]")
        part.locator("input[type=file]").last.set_input_files(photos(one.least))
    for one in needs:
        part = writer.page.locator(f"section[data-slot={one.code}]")
        expect(part.locator(".attachments-list .badge.is-good")).to_have_count(
            one.least, timeout=CHECKED_WITHIN
        )


def code_in(somebody: Visitor, part: int) -> str:
    """One part of the address of the page that is open, counted from behind."""
    return somebody.page.url.split("?")[0].split("#")[0].rstrip("/").split("/")[part]
