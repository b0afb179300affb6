"""Ideas as workers write them, through the commands that a page would call."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from tests.factories.unions import LONG_AGO
from xinghe.access.actor import Actor
from xinghe.accounts.models import Person
from xinghe.foundation import clock
from xinghe.ideas import actions
from xinghe.ideas.actions import CreatorEntry
from xinghe.ideas.models import Idea, IdeaCreator
from xinghe.ideas.rules.paper import Measure, Paper
from xinghe.ideas.vocab import Scope
from xinghe.results.vocab import Category, Field
from xinghe.unions.models import Union
from xinghe.unions.queries import actor_for

# A Monday morning; the next working days follow each other until Friday.
MONDAY = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
_numbers = count(1)


def worker_at(unit: Union, name: str = "仉澍", **fields: object) -> Person:
    """A worker of ``unit`` who holds no office."""
    number = next(_numbers)
    return Person.objects.create(
        **{
            "staff_number": f"ZG{number:06d}",
            "name": name,
            "password": "!",
            "joined_at": LONG_AGO,
            "territory_path": unit.territory_path,
            "industry_path": unit.industry_path,
            **fields,
        }
    )


def acting(person: Person, *, at: datetime = MONDAY) -> Actor:
    """The person as a request would resolve them."""
    return replace(actor_for(person.pk, via="web", now=at), name=person.name)


def paper(**values: object) -> Paper:
    """A whole paper, unlike every other one."""
    number = next(_numbers)
    return Paper(
        **{
            "title": f"滚筒更换小车改进{number}",
            "category": Category.SMALL_RENOVATION,
            "field": Field.MACHINERY,
            "problem": f"第{number}号线更换传动滚筒时需要四人抬运，劳动强度大，还有砸伤手脚的危险，班组多年没有解决。",
            "solution": f"用报废的液压千斤顶和槽钢焊接成可移动的支撑小车，滚筒落在托架上由二人推出，托架高低分{number}档调节。",
            "innovation": "托架带自锁，断压后不会下落。",
            "effect": "更换时间由四小时缩短为一小时。",
            "measures": (Measure(name="更换时间", unit="小时", before="4", after="1"),),
            "scope": Scope.TEAM,
            **values,
        }
    )  # type: ignore[arg-type]  # names and values belong together


def draft(author: Person, *, at: datetime = MONDAY, **values: object) -> Idea:
    """A draft with everything on it, made by its author alone."""
    actor = acting(author, at=at)
    with clock.held_at(at):
        begun = actions.begin_draft(actor)
        return actions.save_draft(actor, idea_id=begun.pk, paper=paper(**values))


def handed_in(
    author: Person, *, at: datetime = MONDAY, creators: dict[Person, str] | None = None, **values: object
) -> Idea:
    """An idea that waits for an answer; ``creators`` maps further people to their shares, the author has the rest."""
    made = draft(author, at=at, **values)
    actor = acting(author, at=at)
    with clock.held_at(at):
        if creators:
            rest = 100 - sum(Decimal(share) for share in creators.values())
            entries = [entry(author, rest), *(entry(one, Decimal(share)) for one, share in creators.items())]
            actions.name_creators(actor, idea_id=made.pk, creators=entries)
        return actions.hand_in(actor, idea_id=made.pk, pledged=True)


def entry(person: Person, share: Decimal | str, *, is_frontline: bool = True) -> CreatorEntry:
    """A creator as their colleague types them."""
    return CreatorEntry(
        staff_number=person.staff_number, name=person.name, share=Decimal(share), is_frontline=is_frontline
    )


DAY = date(2026, 3, 2)


def rows_of(unions: list[Union], *, somebody: int) -> dict[str, list[tuple[object, int, int | None, bool]]]:
    """An idea handed in at every union with a creator, and a draft: table → (row, union, owner, public), past the commands.

    Every third belongs to ``somebody``.
    """
    stranger = Person.objects.create(staff_number="ZG-STRANGER", name="甲", password="!", joined_at=LONG_AGO)
    found: dict[str, list[tuple[object, int, int | None, bool]]] = {"ideas_idea": [], "ideas_ideacreator": []}
    found["ideas_findable"] = []
    for number, unit in enumerate(unions):
        place = {"territory_path": unit.territory_path, "industry_path": unit.industry_path}
        whose = somebody if number % 3 == 0 else stranger.pk
        made = {"unit": unit, "author_id": whose, "people": [whose], "begun_at": MONDAY, "saved_at": MONDAY}
        idea = Idea.objects.create(
            code=f"I{number:09d}",
            **made,
            **place,
            desk=unit,
            stage="handed_in",
            handed_in_at=MONDAY,
            due_at=MONDAY,
        )
        line = {"position": 1, "person_id": whose, "name": "甲", "people": [whose]}
        creator = IdeaCreator.objects.create(idea=idea, share=100, **line, **place)
        private = Idea.objects.create(code=f"D{number:09d}", **made)
        found["ideas_idea"] += [(idea, unit.pk, whose, False), (private, -1, whose, False)]
        found["ideas_findable"].append((idea, unit.pk, whose, False))
        found["ideas_ideacreator"].append((creator, unit.pk, whose, False))
    return found
