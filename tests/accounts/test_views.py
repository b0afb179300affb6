"""Kept views of lists: each person their own, one of them the first, and nothing in one but a list's address."""

import pytest

from tests.factories import accounts as factory
from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.accounts import actions, queries
from xinghe.accounts.actions.views import TooManyViews, ViewNameTaken
from xinghe.accounts.models import SavedView
from xinghe.accounts.rules.views import ViewNameWrong, ViewTooLong, checked_view_address
from xinghe.accounts.vocab import LONGEST_VIEW_ADDRESS, MOST_VIEWS
from xinghe.audit.models import AuditEntry
from xinghe.foundation.errors import Missing

pytestmark = pytest.mark.django_db


@pytest.fixture
def me():
    return factory.acting(factory.person())


def keep(actor, name="待复核", query="stage=recorded", **more):
    return actions.keep_view(actor, list_name="results", name=name, query=query, **more)


def kept(actor):
    with fenced(actor):
        return [(view.name, view.address, view.is_default) for view in queries.views_for(actor)]


def test_a_view_keeps_what_is_narrowed_and_not_the_page(me):
    keep(me, name="  待复核 ", query="stage=recorded&after=abc&q=%E8%87%82&cols=title&cols=stage&year=")

    assert kept(me) == [("待复核", "stage=recorded&q=%E8%87%82&cols=title&cols=stage", False)]
    assert AuditEntry.objects.count() == 0


def test_keeping_under_the_same_name_replaces_the_view(me):
    keep(me, is_default=True)
    keep(me, query="stage=cleared")

    assert kept(me) == [("待复核", "stage=cleared", True)]


def test_one_view_at_most_comes_first(me):
    first, second = keep(me, is_default=True), keep(me, name="全部", query="", is_default=True)
    assert queries.first_addresses(me) == {"results": ""}

    actions.begin_with_view(me, view_id=first.pk)
    assert queries.first_addresses(me) == {"results": "stage=recorded"}

    actions.begin_with_view(me, view_id=first.pk, is_default=False)
    assert queries.first_addresses(me) == {}
    assert {first.pk, second.pk} == set(SavedView.objects.values_list("pk", flat=True))


def test_a_view_is_renamed_and_removed(me):
    one, other = keep(me), keep(me, name="全部")

    with pytest.raises(ViewNameTaken):
        actions.rename_view(me, view_id=one.pk, name="全部")
    actions.rename_view(me, view_id=one.pk, name="我的")
    actions.remove_view(me, view_id=other.pk)

    assert kept(me) == [("我的", "stage=recorded", False)]


def test_nobody_gets_at_somebody_elses_view(me):
    view, stranger = keep(me, is_default=True), factory.acting(factory.person())

    for act in (
        lambda: actions.rename_view(stranger, view_id=view.pk, name="x"),
        lambda: actions.begin_with_view(stranger, view_id=view.pk),
        lambda: actions.remove_view(stranger, view_id=view.pk),
        lambda: keep(Actor.for_job("command-line")),
        lambda: keep(Actor.public()),
    ):
        with pytest.raises(Missing):
            act()

    assert (kept(stranger), queries.first_addresses(stranger)) == ([], {})
    assert kept(me) == [("待复核", "stage=recorded", True)]


@pytest.mark.parametrize("name", ["", "  ", "长" * 41])
def test_a_name_is_short_and_there(me, name):
    with pytest.raises(ViewNameWrong):
        keep(me, name=name)


def test_what_is_kept_has_a_limit(me):
    with pytest.raises(ViewTooLong):
        keep(me, query="q=" + "a" * LONGEST_VIEW_ADDRESS)
    for number in range(MOST_VIEWS):
        keep(me, name=f"{number}")

    with pytest.raises(TooManyViews):
        keep(me, name="one more")
    assert keep(me, name="7", query="q=x").address == "q=x"


@pytest.mark.parametrize("query", ["//elsewhere.invalid/", "https://elsewhere.invalid/?q=1#x", "\r\nX: y"])
def test_an_address_cannot_lead_anywhere_else(query):
    kept = checked_view_address(query)

    assert all(mark not in kept for mark in ("/", ":", "#", "\r", "\n"))
