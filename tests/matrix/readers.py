"""Who reads a kind of thing, and the fields that have other readers than their thing: the first half of the policy."""

from tests.matrix.rules import (
    Rule,
    any_of,
    applicant,
    by_parent,
    carries,
    fellow,
    if_public,
    nobody,
    own,
    power,
    writer,
)
from tests.matrix.things import Thing
from tests.matrix.world import World
from xinghe.access.actor import Actor
from xinghe.access.powers import Power


def ranked_entry(world: World, actor: Actor, thing: Thing) -> bool:
    """What stands on an award sheet."""
    needed = {"ranked": Power.PANEL_RANK, "released": Power.PANEL_READ}.get(thing.state)
    return needed is not None and power(needed)(world, actor, thing)


KINDS: dict[str, Rule] = {
    "result": power(Power.RESULT_READ),
    "idea": power(Power.IDEA_READ),
    "recommendation": power(Power.RECOMMENDATION_READ),
    "call": power(Power.CALL_READ),
    "extension": power(Power.CALL_READ),
    "application": power(Power.APPLICATION_READ),
    "decision": power(Power.DECISION_READ),
    "award": power(Power.DECISION_READ),
    "paper": power(Power.PAPER_READ),
    "series": power(Power.PAPER_READ),
    # What lies before a judge is theirs alone; no office makes anybody see through their eyes.
    **dict.fromkeys(("seat", "judged", "availability"), own),
    "ranked": power(Power.PANEL_READ),
    "notice": power(Power.NOTICE_READ),
    # Who objected, and that somebody did, is known to those who handle objections where it was published.
    "objection": power(Power.OBJECTION_READ),
    "judge": power(Power.JUDGE_READ),
    "panel": power(Power.PANEL_READ),
    "conflict": power(Power.PANEL_READ),
    # A sitting is its judges'; the report of a look on site is read above them too.
    **dict.fromkeys(("sitting", "site"), own),
    "visit": any_of(own, power(Power.PANEL_READ)),
    "similarity": power(Power.RESULT_READ),
    "lineage": power(Power.RESULT_READ),
    "text": any_of(power(Power.RESULT_READ), if_public),
    "workbook": power(Power.RESULT_READ),
    "run": power(Power.RUN_READ),
    "run_row": power(Power.RUN_READ),
    "attachment": power(Power.ATTACHMENT_READ),
    "upload": own,
    "message": own,
    "token": own,
    "deposit": own,
    "view": own,
    "robot": power(Power.ROBOT_ARRANGE),
    "endpoint": power(Power.ENDPOINT_ARRANGE),
    "happening": power(Power.ENDPOINT_ARRANGE),
    "person": power(Power.PERSON_READ),
    "office": power(Power.UNION_APPOINT),
    "mapping": power(Power.UNION_APPOINT),
    "union": power(Power.UNION_READ),
    # An entry has no place: the record is read whole, at the top.
    "entry": carries(Power.AUDIT_READ),
}

# Fields with other readers than their thing; by kind and name.
FIELDS: dict[tuple[str, str], Rule] = {
    **{
        ("result", name): any_of(KINDS["result"], if_public)
        for name in ("problem", "solution", "innovation", "effect", "creator", "benefit")
    },
    # A result's title and makers stand on its recommendation too, for whoever reads that.
    ("result", "title"): any_of(KINDS["result"], if_public),
    # Anybody reads what a published call says.
    **{("call", name): any_of(KINDS["call"], if_public) for name in ("title", "announcement")},
    # An entry of a panel: for who ranks since the freeze, for who looks on since the release.
    **dict.fromkeys((("ranked", "title"), ("ranked", "second")), ranked_entry),
    # What was named is public: whoever has its code verifies it.
    **{("award", name): if_public for name in ("title", "recipient", "document")},
    # Who applies reads their own paper; their judge reads of it what does not say whose it is.
    **{("judged", name): any_of(own, writer) for name in ("title", "need", "preview")},
    **{("judged", name): writer for name in ("name", "file_name")},
    # What another judge wrote. Who applied reads it at the release.
    ("judged", "comment"): writer,
    # Everybody reads what was published; a line before that as its application.
    **{("notice", name): any_of(KINDS["notice"], if_public) for name in ("title", "words")},
    ("notice", "line"): any_of(KINDS["notice"], if_public, power(Power.APPLICATION_READ)),
    # What is judged face to face is known to who applied, and to who ranks it once it is closed.
    ("sitting", "title"): any_of(own, applicant, power(Power.PANEL_RANK)),
    ("site", "title"): any_of(own, applicant),
    ("visit", "title"): any_of(own, applicant, power(Power.PANEL_READ)),
    ("robot", "key"): nobody,
    # Read in full by their bearer, who asks for it and is recorded; everybody else sees them masked.
    ("person", "phone"): own,
    ("person", "staff_number"): any_of(KINDS["person"], own, fellow, power(Power.IDEA_TYPE)),
    ("person", "email"): any_of(KINDS["person"], own),
    # The reason of an act stands in the history of what it was done to.
    ("entry", "reason"): by_parent(KINDS, KINDS["entry"]),
    # Its own text stands beside what resembles it.
    ("text", "title"): by_parent(KINDS, KINDS["text"]),
    ("text", "body"): by_parent(KINDS, KINDS["text"]),
    ("similarity", "ruling_reason"): KINDS["similarity"],
    # Whoever wrote a file's record shows its rows to its asker alone.
    ("run", "label"): own,
    ("run", "content"): own,
}


def may_see(world: World, actor: Actor, thing: Thing, name: str) -> bool:
    """Whether this field of this thing may appear in an answer to this actor."""
    rule = FIELDS.get((thing.kind, name), KINDS[thing.kind])
    return rule(world, actor, thing)
