"""What workers write in the journeys, and how it is typed into the screens of the portal."""

from dataclasses import dataclass
from random import Random

from playwright.sync_api import expect

from tests.journeys.visitors import Visitor
from xinghe.project.demonstration.prose import Prose, rewrite, write
from xinghe.results.vocab import Category, Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What goes onto the paper."""

    title: str
    prose: Prose
    category: Category = Category.SMALL_RENOVATION
    field: Field = Field.MACHINERY

    def parts(self) -> dict[str, object]:
        """The same for the commands."""
        names = ("problem", "solution", "innovation", "effect")
        prose = {name: getattr(self.prose, name) for name in names}
        return {"title": self.title, "category": self.category, "field": self.field, **prose}


def resembling(title: str, *, place: str) -> Draft:
    """The earlier result in other words."""
    return Draft(title=title, prose=rewrite(EARLIER.prose, chance=Random(place)))


def own(title: str) -> Draft:
    """Like nothing else."""
    return Draft(title=title, prose=write(Field.ELECTRICAL, Category.SMALL_DESIGN, chance=Random(title)))


# Thought of first, at another unit, and before the public.
EARLIER = own("输送机滚筒快换小车")
ON_TWO_LINES = own("闸门启闭机油位观察窗")
WAITING = tuple(
    own(f"茶叶{name}改进")
    for name in ("揉捻机护罩", "烘干机风门", "筛分机筛网", "提升机料斗", "色选机镜头", "理条机槽锅")
)
# These lie at one desk, to be put in order.
TO_RANK = tuple(own(f"无纺布{name}改进") for name in ("成网风罩", "热轧辊护罩", "分切刀座", "收卷张力杆"))


def begin(worker: Visitor, place: str) -> str:
    """Scan the unit's code and begin; the code of the draft."""
    worker.go(f"/my/ideas/new/?unit={worker.installation.people[f'{place}-union']}")
    worker.button("Begin").click()
    worker.heading(worker.words("What it is"))
    return worker.page.url.split("/")[-4]


def go_on(writer: Visitor, heading: str) -> None:
    """Keep this screen and wait for the next."""
    writer.button("Keep and go on").click()
    writer.heading(writer.words(heading))


def say_what(writer: Visitor, draft: Draft) -> None:
    """The first screen."""
    writer.page.locator(f"[name=category][value={draft.category}]").check()
    writer.page.locator("[name=title]").fill(draft.title)
    writer.page.locator("[name=field]").select_option(draft.field)


def say_how(writer: Visitor, draft: Draft) -> None:
    """The second."""
    for name in ("problem", "solution", "innovation"):
        writer.page.locator(f"[name={name}]").fill(getattr(draft.prose, name))


def write_whole(writer: Visitor, draft: Draft) -> None:
    """All screens up to the last, by an author who made it alone."""
    say_what(writer, draft)
    go_on(writer, "Trouble and remedy")
    say_how(writer, draft)
    go_on(writer, "Photos and figures")
    writer.page.locator("[name=effect]").fill(draft.prose.effect)
    go_on(writer, "Who made it")
    go_on(writer, "Look it over and hand in")


def hand_in(writer: Visitor, draft: Draft) -> None:
    """Give the pledge and hand in."""
    writer.page.locator("[name=pledged]").check()
    writer.button("Hand in").click()
    writer.heading(draft.title)
    expect(writer.page.locator(".way-where")).to_be_visible()
