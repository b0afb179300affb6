"""Who drops out after the judging began learns it with all others; what nobody corrects ends by itself, and is told."""

from datetime import timedelta

import pytest

from tests.factories import programmes as made
from tests.factories import reviews as judged
from xinghe.access.actor import Actor
from xinghe.audit.models import AuditEntry
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden, Missing
from xinghe.messaging.models import Message
from xinghe.messaging.vocab import Event
from xinghe.programmes import actions, queries
from xinghe.programmes.actions.releasing import NothingUntold
from xinghe.programmes.gates import CorrectionRuns
from xinghe.programmes.jobs.lapsing import lapse_corrections
from xinghe.programmes.models import Application, Passage
from xinghe.programmes.moves import NoSuchMove
from xinghe.programmes.rules.days import grace_ends
from xinghe.programmes.vocab import Phase
from xinghe.web.kit.applications import desk_said, events_of, way_of, where_it_lies

WHY = {"reasons": ["material_incomplete"], "words": "名额有限，未能入选"}


@pytest.fixture
def call(people):
    return made.call_of(people)


@pytest.fixture
def officer(people, call):
    return people.at(call.union)


def declined(people, officer, call, phase=Phase.DECISION):
    """One that dropped out of a phase."""
    one = judged.entry_past(people, call, phase=phase)
    return actions.decline(officer, application_id=one.pk, **WHY)


def told(event):
    return sorted(Message.objects.filter(event=event).values_list("subject_id", flat=True))


def page_of(one):
    """What its people read of it, as the portal puts it together."""
    passages = queries.passages_of(one)
    now = clock.now()
    return (
        one.told_phase,
        where_it_lies(one, now=now),
        desk_said(one, passages),
        [(point.name, point.state) for point in way_of(one, passages)],
        [event.act for event in events_of(passages, veiled=True, is_untold=one.is_untold)],
    )


class TestToldTogether:
    """At one instant for the whole call; until then one that was declined looks like one that was not."""

    def test_its_people_see_no_difference(self, people, officer, call):
        one, other = (judged.entry_past(people, call, phase=Phase.DECISION) for _ in range(2))
        actions.decline(officer, application_id=one.pk, **WHY)
        one = Application.objects.get(pk=one.pk)

        assert one.phase == Phase.DECLINED
        assert page_of(one) == page_of(Application.objects.get(pk=other.pk))
        assert told(Event.APPLICATION_DECLINED) == []

    def test_the_control_before_the_judging_it_is_told_at_once(self, people, officer, call):
        one = declined(people, officer, call, Phase.FORMAL_CHECK)

        assert not one.is_untold
        assert page_of(one)[0] == Phase.DECLINED
        assert told(Event.APPLICATION_DECLINED) == [one.pk]

    def test_all_of_a_call_learn_it_at_once_and_those_of_another_do_not(self, people, officer, call):
        mine = sorted(declined(people, officer, call).pk for _ in range(3))
        other = declined(people, officer, made.call_of(people))
        assert queries.untold_count(call.pk) == 3

        assert actions.release_decisions(officer, call_id=call.pk) == 3

        assert told(Event.APPLICATION_DECLINED) == mine
        assert len(set(Message.objects.filter(event=Event.APPLICATION_DECLINED).values_list("said_at"))) == 1
        assert set(Application.objects.filter(is_untold=True).values_list("pk", flat=True)) == {other.pk}
        one = Application.objects.get(pk=mine[0])
        assert page_of(one)[0] == Phase.DECLINED
        assert desk_said(one, queries.passages_of(one)).words == WHY["words"]
        assert AuditEntry.objects.filter(verb="call.release_decisions").count() == 1
        with pytest.raises(NothingUntold):
            actions.release_decisions(officer, call_id=call.pk)

    def test_what_is_taken_off_the_list_before_the_notice_waits_too(self, people, officer, call):
        one = judged.entry_past(people, call, phase=Phase.PROPOSED, grade="second")

        actions.remove(officer, application_id=one.pk, words="同一成果已获其他命名")

        assert Application.objects.get(pk=one.pk).told_phase == Phase.FIRST_REVIEW
        assert told(Event.APPLICATION_DECLINED) == []

    def test_only_the_organiser_releases(self, people, officer, call):
        declined(people, officer, call)
        for stranger, refusal in (
            (people.at(people.tree.city), (Missing, Forbidden)),
            (judged.acting(officer.person_id + 10_000), (Missing, Forbidden)),
        ):
            with pytest.raises(refusal):
                actions.release_decisions(stranger, call_id=call.pk)
        assert queries.untold_count(call.pk) == 1


class TestLapsing:
    """After the due day and five working days more; each in a transaction of its own."""

    def sent_back(self, people, call, *, ago):
        one = judged.entry_past(people, call, phase=Phase.CORRECTION, desk=None, returned_from=call.union)
        Application.objects.filter(pk=one.pk).update(due_at=clock.now() - ago)
        return Application.objects.get(pk=one.pk)

    def test_what_is_overdue_ends_with_a_reason_and_is_told(self, people, call):
        late = self.sent_back(people, call, ago=timedelta(days=40))
        early = self.sent_back(people, call, ago=timedelta(days=1))

        lapse_corrections()
        lapse_corrections()

        late.refresh_from_db()
        early.refresh_from_db()
        assert (late.phase, early.phase) == (Phase.DECLINED, Phase.CORRECTION)
        assert not late.is_untold
        assert told(Event.APPLICATION_LAPSED) == [late.pk]
        assert told(Event.APPLICATION_DECLINED) == []
        (passage,) = Passage.objects.filter(application=late)
        assert (passage.move, passage.source, passage.person) == ("lapse", "correction", None)
        entry = AuditEntry.objects.get(verb="application.lapse")
        assert entry.system == "correction-clock"

    def test_nobody_ends_it_by_hand_or_too_early(self, people, officer, call):
        one = self.sent_back(people, call, ago=timedelta(days=1))
        machine = Actor.for_job("correction-clock")
        with pytest.raises(CorrectionRuns):
            actions.lapse(machine, application_id=one.pk)
        Application.objects.filter(pk=one.pk).update(due_at=None)
        with pytest.raises(CorrectionRuns):
            actions.lapse(machine, application_id=one.pk)
        other = judged.entry_past(people, call, phase=Phase.FIRST_REVIEW)
        with pytest.raises(NoSuchMove):
            actions.lapse(machine, application_id=other.pk)
        assert "lapse" not in {move.name for move in queries.moves_open_to(officer, one)}

    def test_the_grace_is_five_working_days(self):
        from datetime import datetime

        from xinghe.foundation.clock import CHINA

        friday_over = datetime(2026, 3, 7, tzinfo=CHINA)

        assert grace_ends(friday_over) == datetime(2026, 3, 14, tzinfo=CHINA)
