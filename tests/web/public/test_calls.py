"""Calls as anybody sees them: those published, with all they are decided by, and the same page for everybody."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import accounts
from tests.factories import programmes as made
from tests.factories.programmes import small_kind
from tests.factories.recommendations import offices
from xinghe.foundation import clock
from xinghe.kinds import EVERY_KIND
from xinghe.programmes import actions, registry
from xinghe.programmes.models import Call
from xinghe.programmes.vocab import CallState
from xinghe.web.kit.calls import articles_of, time_left
from xinghe.web.public.shared import is_shared

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    before = registry.every_kind()
    registry.install(*before, small_kind())
    yield offices()
    registry.install(*before)


@pytest.fixture
def anybody():
    return Client()


def text_of(answer) -> str:
    return answer.content.decode()


def moved(call: Call, *, opens: timedelta, closes: timedelta) -> Call:
    Call.objects.filter(pk=call.pk).update(opens_at=clock.now() + opens, closes_at=clock.now() + closes)
    return Call.objects.select_related("union").get(pk=call.pk)


def test_open_coming_and_past_calls_stand_apart_and_drafts_nowhere(people, anybody):
    open_one = made.call_of(people)
    coming = moved(made.call_of(people), opens=timedelta(days=2), closes=timedelta(days=9))
    past = moved(made.call_of(people), opens=timedelta(days=-9), closes=timedelta(days=-2))
    draft = actions.begin_call(
        people.province,
        kind_code="tool_prize",
        union_id=people.tree.province.pk,
        title="未公开评选",
        year=2026,
    )

    page = text_of(anybody.get(reverse("public:calls")))
    home = text_of(anybody.get(reverse("public:home")))

    assert page.index(open_one.title) < page.index(coming.title) < page.index(past.title)
    assert draft.title not in page
    assert open_one.title in home
    assert past.title not in home
    assert anybody.get(reverse("public:call", args=[draft.code])).status_code == 404
    assert anybody.get(reverse("public:call-qr", args=[draft.code])).status_code == 404


def test_an_archived_call_can_still_be_read(people, anybody):
    call = moved(made.call_of(people), opens=timedelta(days=-9), closes=timedelta(days=-2))
    Call.objects.filter(pk=call.pk).update(state=CallState.ARCHIVED)

    assert call.title in text_of(anybody.get(reverse("public:calls")))
    assert anybody.get(reverse("public:call", args=[call.code])).status_code == 200


def test_a_call_says_everything_it_is_decided_by(people, anybody):
    call = made.call_of(people)
    page = text_of(Client(headers={"accept-language": "en"}).get(reverse("public:call", args=[call.code])))

    assert call.terms_digest in page
    for said in ("article 3", "…… is asked for; at most 5 may be.", "What it is for", "EV05", "first grade"):
        assert said in page
    for criterion in ("new", "useful"):
        assert f">{criterion}</th>" in page
    assert reverse("portal:call", args=[call.code]) in page


def test_a_closed_call_offers_no_way_to_apply(people, anybody):
    call = moved(made.call_of(people), opens=timedelta(days=-9), closes=timedelta(seconds=-1))

    page = text_of(anybody.get(reverse("public:call", args=[call.code])))

    assert reverse("portal:call", args=[call.code]) not in page


@pytest.mark.parametrize("kind", EVERY_KIND, ids=lambda kind: kind.code)
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_kind_there_is_can_be_shown(people, kind, language):
    call = made.call_of(people, kind_code=kind.code)

    page = Client(headers={"accept-language": language}).get(reverse("public:call", args=[call.code]))

    assert page.status_code == 200
    assert "%(" not in text_of(page)


@pytest.mark.parametrize("kind", EVERY_KIND, ids=lambda kind: kind.code)
def test_of_two_sentences_on_one_fact_the_public_reads_one(kind):
    shown = [words for one in articles_of(kind, kind.terms()) for words in one.conditions]

    assert len(shown) == len({one.code.removesuffix("_unknown") for one in kind.conditions})


@pytest.mark.parametrize(
    ("opens", "closes", "is_open", "is_short"),
    [
        (timedelta(days=-1), timedelta(days=9), True, False),
        (timedelta(days=-1), timedelta(days=5), True, True),
        (timedelta(days=-1), timedelta(minutes=5), True, True),
        (timedelta(days=1), timedelta(days=9), False, False),
        (timedelta(days=-9), timedelta(0), False, False),
    ],
)
def test_the_time_left_is_said(opens, closes, is_open, is_short):
    now = clock.now()
    left = time_left(Call(opens_at=now + opens, closes_at=now + closes), now=now)

    assert (left.is_open, left.is_short) == (is_open, is_short)


def test_the_pages_are_shared_and_the_same_for_everybody(people, browser_of):
    call = made.call_of(people)
    path = reverse("public:call", args=[call.code])
    somebody = browser_of(accounts.person())

    first, second = Client(headers={"user-agent": "one"}).get(path), Client().get(path)

    assert is_shared(path)
    assert is_shared(reverse("public:calls"))
    assert not is_shared(reverse("public:call-qr", args=[call.code]))
    assert first.content == second.content
    assert not first.cookies
    assert "csrf" not in text_of(first)
    assert somebody.get(path).status_code == 200


@pytest.mark.parametrize("asked", ["0", "-1", "x", "100", "2"])
def test_a_page_that_is_none_is_the_first_or_empty(people, anybody, asked):
    made.call_of(people)

    assert anybody.get(reverse("public:calls"), {"page": asked}).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    people, anybody, number, django_assert_max_num_queries
):
    for _ in range(number):
        made.call_of(people)
    anybody.get(reverse("public:calls"))

    with django_assert_max_num_queries(8):
        assert anybody.get(reverse("public:calls")).status_code == 200
