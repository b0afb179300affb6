"""A form with every sort of question, what is typed into it, and drafts as the portal's pages make them."""

from tests.factories import accounts
from tests.factories import programmes as made
from xinghe.accounts.models import Person
from xinghe.attachments.vocab import Slot
from xinghe.programmes.models import Application
from xinghe.programmes.rules.form import Field, FieldType, Form, Prefill, Section, When

FIELDS = Section(
    title="What it is",
    fields=(
        Field(name="title", label="Title", limit=30, prefill=Prefill.TITLE),
        Field(
            name="category",
            label="Category",
            type=FieldType.CHOICE,
            options=(("tools", "tools"), ("methods", "methods")),
            prefill=Prefill.CATEGORY,
        ),
        Field(name="name", label="Name", limit=20, identifies=True, prefill=Prefill.APPLICANT),
        Field(name="need", label="What it is for", type=FieldType.LONG_TEXT, limit=100),
        Field(name="asked", label="Asked for", type=FieldType.NUMBER, least=1, unit="pieces"),
    ),
)
MORE = Section(
    title="How it is used",
    fields=(
        Field(name="has_rights", label="Rights", type=FieldType.TICK, is_required=False),
        Field(name="right", label="Which right", limit=40, when=When(field="has_rights", values=("yes",))),
        Field(name="since", label="In use since", type=FieldType.DATE, is_required=False),
        Field(name="cost", label="Cost", type=FieldType.MONEY, unit="yuan", is_required=False),
        Field(
            name="makers",
            label="Makers",
            type=FieldType.TABLE,
            columns=(
                Field(name="name", label="Name of the maker", limit=20),
                Field(name="is_frontline", label="Front line", type=FieldType.TICK, is_required=False),
            ),
            most=3,
            is_required=False,
        ),
    ),
)
PLEDGE = Section(title="Pledge", fields=(Field(name="pledge", label="It is true.", type=FieldType.TICK),))
WHAT = {
    "a-title": "阀门快开扳手",
    "a-category": "tools",
    "a-name": "王秀英",
    "a-need": "省力，一人可开。",
    "a-asked": "3",
}
FORM = Form(sections=(FIELDS, MORE, PLEDGE))


def enrolled_at(unit) -> Person:
    """Somebody without an office who belongs to a unit and can sign in."""
    return accounts.person(territory_path=unit.territory_path, industry_path=unit.industry_path)


def begun(browser, call) -> Application:
    """A draft as the first page begins it."""
    answer = browser.post(f"/my/calls/{call.code}/")
    assert answer.status_code == 302
    return Application.objects.latest("pk")


def whole(browser, call) -> Application:
    """A draft that only needs its pledge."""
    application = begun(browser, call)
    browser.post(f"/my/applications/{application.code}/write/1/", WHAT)
    made.evidence(application, Slot.EV05)
    return application


def text_of(answer) -> str:
    """What a page says."""
    return answer.content.decode()
