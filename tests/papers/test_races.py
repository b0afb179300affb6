"""Two at once: two papers have two numbers in one row, and one key is made."""

import threading

import pytest
from django.db import connections

from tests.factories.papers import DAY
from tests.factories.unions import NOW, officer, small_province
from xinghe.access.powers import Role
from xinghe.access.work import command
from xinghe.audit.models import AuditEntry
from xinghe.foundation.clock import held_at
from xinghe.papers import actions
from xinghe.papers.actions import PaperFiles
from xinghe.papers.models import Paper, SigningKey
from xinghe.papers.rules.credential import Credential
from xinghe.papers.vocab import PaperKind

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(count, deed):
    """Do it ``count`` times at once; the faults."""
    gate, faults = threading.Barrier(count), []

    def run(number):
        gate.wait()
        try:
            with held_at(NOW):
                deed(number)
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


@command
def issue(work, *, series_id, number):
    """As a command of a package above would."""
    files = PaperFiles(pdf=str(number).encode())
    return actions.write_paper(
        work, series_id=series_id, kind=PaperKind.NOTICE, title="通知", on=DAY, make=lambda printed: files
    )


@command
def recognise(work, *, number):
    """Sign something."""
    work.leave_unrecorded("a trial")
    return actions.sign_credential(
        work,
        Credential(
            serial=str(number), what="x", to="x", grade="x", by="x", document="x", date=DAY, address="x"
        ),
    )


def test_eight_papers_at_once_are_numbered_one_to_eight():
    tree = small_province()
    people = [officer(Role.OFFICER, tree.city) for _ in range(8)]
    with held_at(NOW):
        series = actions.open_series(people[0], union_id=tree.city.pk, code="星工发")

    faults = at_once(8, lambda number: issue(people[number], series_id=series.pk, number=number))

    assert faults == []
    assert sorted(Paper.objects.values_list("number", flat=True)) == list(range(1, 9))


def test_the_first_signatures_at_once_are_of_one_key():
    person = officer(Role.OFFICER, small_province().city)

    faults = at_once(4, lambda number: recognise(person, number=number))

    assert faults == []
    assert SigningKey.objects.count() == 1
    assert AuditEntry.objects.filter(verb="key.make").count() == 1
