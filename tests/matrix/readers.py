"""Who reads a kind of thing, and the fields that have other readers than their thing: the first half of the policy."""

from tests.matrix.rules import (
    Rule,
    any_of,
    by_parent,
    carries,
    fellow,
    if_public,
    nobody,
    own,
    power,
)
from tests.matrix.things import Thing
from tests.matrix.world import World
from xinghe.access.actor import Actor
from xinghe.access.powers import Power

KINDS: dict[str, Rule] = {
    "result": power(Power.RESULT_READ),
    "idea": power(Power.IDEA_READ),
    "recommendation": power(Power.RECOMMENDATION_READ),
    "call": power(Power.CALL_READ),
    "extension": power(Power.CALL_READ),
    "application": power(Power.APPLICATION_READ),
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
