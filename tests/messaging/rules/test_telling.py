"""What a message may hold, and that every event has its words."""

from datetime import date

import pytest

from xinghe.messaging.rules.telling import NotToBeTold, local, places_of, sentence, told
from xinghe.messaging.vocab import (
    EVENT_GROUP_LABELS,
    PACE_LABELS,
    PLACES,
    SECURITY_ACTS,
    TERMS,
    Event,
    EventGroup,
    Pace,
)


def said(event, params, number=1):
    return sentence(event, params, number, translate=str, day=lambda day: f"{day:%d.%m.%Y}")


def values(event):
    return {
        name: {"title": "阀门", "day": date(2026, 3, 9)}.get(name, "Something") for name in places_of(event)
    }


@pytest.mark.parametrize("event", Event)
def test_every_event_has_words_for_one_and_for_many_a_group_and_a_pace(event):
    terms = TERMS[event]
    one = said(event, told(event, values(event)))
    many = said(event, told(event, values(event)), 1000)

    assert "%(" not in one + many
    assert one != many
    assert "1,000" in many
    assert places_of(event) <= PLACES
    assert terms.label
    assert terms.group in EventGroup
    assert terms.pace in Pace
    assert local(terms.list_path) == terms.list_path


def test_the_words_are_complete():
    assert set(TERMS) == set(Event)
    assert set(PACE_LABELS) == set(Pace)
    assert set(EVENT_GROUP_LABELS) == {terms.group for terms in TERMS.values()}
    assert {event for event, terms in TERMS.items() if terms.is_urgent} == {Event.SECURITY_NOTICE}


@pytest.mark.parametrize("secret", ["score", "id_number", "phone", "author", "name", "email", "reason"])
@pytest.mark.parametrize("event", Event)
def test_a_secret_is_refused_wherever_it_is_told(event, secret):
    with pytest.raises(NotToBeTold, match=secret):
        told(event, values(event) | {secret: "CANARY-9f2c"})


def test_the_control_without_the_secret_it_is_told():
    assert [told(event, values(event)).keys() for event in Event] == [places_of(event) for event in Event]


def test_no_sentence_has_a_place_for_more_than_titles_dates_counts_and_words_of_our_own():
    assert sorted({"title", "day", "what", "act", "count"}) == sorted(PLACES)


def test_a_missing_value_is_refused_too():
    with pytest.raises(NotToBeTold, match="day"):
        told(Event.IDEA_LATE, {"title": "阀门"})


def test_only_words_and_dates_are_kept():
    with pytest.raises(NotToBeTold, match="float"):
        told(Event.IDEA_ANSWERED, {"title": 97.5})


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("阀门 420106199001011234 改造", "阀门 … 改造"),
        ("联系 13800138000", "联系 …"),
        ("卡 6222 0202 0001 1234 567", "卡 …"),
        ("身份证42010619900101123X号", "身份证…号"),
        ("ZX-2026-00000123 型\n夹具", "ZX-2026-00000123 型 夹具"),
        ("1000 吨压机，2025 年", "1000 吨压机，2025 年"),
        ("长" * 200, "长" * 119 + "…"),
    ],
)
def test_what_looks_like_a_personal_number_is_left_out_of_a_title(title, kept):
    assert told(Event.IDEA_ANSWERED, {"title": title}) == {"title": kept}


@pytest.mark.parametrize(
    "path", ["", "https://evil.example/", "//evil.example/", "/\\evil.example", "my/ideas/", "/@a"]
)
def test_a_message_leads_nowhere_but_to_xinghe(path):
    with pytest.raises(NotToBeTold, match="no path"):
        local(path)


def test_days_and_words_of_our_own_are_said_in_the_readers_language():
    late = said(Event.IDEA_LATE, told(Event.IDEA_LATE, {"title": "阀门", "day": date(2026, 3, 9)}))
    words = {"Take in": "收进", TERMS[Event.RUN_ENDED].one: "完成：%(what)s"}
    ended = sentence(Event.RUN_ENDED, {"what": "Take in"}, 1, translate=words.__getitem__, day=str)
    titled = sentence(
        Event.IDEA_ANSWERED, {"title": "Take in"}, 1, translate=lambda text: words.get(text, text), day=str
    )

    assert late == "“阀门” is late: the answer was due on 09.03.2026."
    assert ended == "完成：收进"
    assert titled == "“Take in” was answered."


def test_the_act_of_a_security_notice_is_a_sentence_begun():
    for act in SECURITY_ACTS.values():
        begun = said(
            Event.SECURITY_NOTICE, told(Event.SECURITY_NOTICE, {"act": act, "day": date(2026, 3, 9)})
        )
        assert begun.startswith(act + " on 09.03.2026.")
