"""What is on record fills the form: a fact is asked for once, and its people need not have published it."""

import pytest

from tests.factories import accounts
from tests.factories import programmes as made
from tests.factories.ideas import acting, handed_in
from tests.factories.programmes import small_kind
from tests.factories.unions import appoint
from xinghe.access.fence import fenced
from xinghe.access.powers import Role
from xinghe.foundation import clock
from xinghe.ideas import actions as ideas
from xinghe.programmes import actions, queries, registry
from xinghe.programmes.rules.form import Field, FieldType, Form, Prefill, Section

COLUMNS = (
    Field(name="name", label="Name", limit=20),
    Field(name="post", label="Post", limit=20, is_required=False),
    Field(name="is_frontline", label="Front line", type=FieldType.TICK, is_required=False),
    Field(name="share", label="Share", type=FieldType.NUMBER, places=2),
)
FIELDS = (
    Field(name="title", label="Title", limit=30, prefill=Prefill.TITLE),
    Field(name="makers", label="Makers", type=FieldType.TABLE, columns=COLUMNS, prefill=Prefill.CREATORS),
)


@pytest.fixture
def call(people):
    kinds = registry.every_kind()
    form = Form(sections=(Section(title="One", fields=FIELDS),))
    registry.install(
        *(one for one in kinds if one.code != "tool_prize"), small_kind(needs_result=True, form=form)
    )
    return made.call_of(people)


def test_makers_come_from_the_idea_that_became_a_result_before_it_is_public(people, call):
    unit = people.tree.workshop
    worker = accounts.person(territory_path=unit.territory_path, industry_path=unit.industry_path)
    officer = accounts.person()
    appoint(officer, Role.UNIT_OFFICER, unit)
    idea = handed_in(worker, at=clock.now())
    by = acting(officer, at=clock.now())
    ideas.accept(by, idea_id=idea.pk)
    ideas.implement(by, idea_id=idea.pk, day=clock.today())
    result = ideas.verify(by, idea_id=idea.pk).result

    begun = actions.begin_application(acting(worker, at=clock.now()), call_id=call.pk, result_id=result.pk)

    told = idea.creators.get()
    assert begun.answers["makers"] == [
        {"name": worker.name, "post": told.post, "is_frontline": told.is_frontline, "share": "100"}
    ]
    assert begun.title == result.title[:30]
    with fenced(acting(worker, at=clock.now())):
        assert queries.recorded_answers(begun) == begun.answers
