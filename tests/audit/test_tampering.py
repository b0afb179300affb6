"""What an owner of the database does behind the triggers' back, found by the real verification of real tables.

The arithmetic has its thousands in test_chain.py; this is the same with PostgreSQL in between.
"""

import random

import pytest
from django.db import connection, transaction

from tests.factories import audit as factory
from xinghe.audit import queries
from xinghe.audit.models import AuditEntry, AuditLink
from xinghe.audit.rules import START, digest_of, examine, instant, next_head
from xinghe.audit.sealing import seal_all

pytestmark = pytest.mark.django_db

ROWS = 24
ROUNDS = 300

# column → what a forger would write; the number itself is changed by deleting and adding.
ENTRY_COLUMNS = {
    "at": "at - interval '1 microsecond'",
    "person_id": "coalesce(person_id, 0) + 1",
    "system": "system || ' '",
    "offices": "offices || ' leader@1'",
    "via": "via || '2'",
    "verb": "verb || 'ed'",
    "subject_kind": "subject_kind || '2'",
    "subject_id": "subject_id + 1",
    "before": 'before || \'{"stage": "cleared"}\'',
    "after": 'after || \'{"stage": "published"}\'',
    "command": "command || '2'",
    "reason": "reason || '。'",
}
LINK_COLUMNS = {
    "digest": "set_byte(digest, 5, get_byte(digest, 5) # 1)",
    "head": "set_byte(head, 31, get_byte(head, 31) # 1)",
    "sealed_at": "sealed_at + interval '1 microsecond'",
    "position": "position + 1000",
}


@pytest.fixture
def unguarded():
    """A sealed record whose owner has taken the triggers away."""
    factory.entries(ROWS)
    seal_all()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_auditentry DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE audit_auditlink DISABLE TRIGGER USER")
    return queries.anchor_now(factory.SOME_TIME)


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def rehash() -> None:
    """Compute the whole chain anew over what is there now."""
    head = START
    links = list(AuditLink.objects.order_by("position"))
    entries = {values[0]: values for values in AuditEntry.objects.values_list(*queries.FIELDS)}
    AuditLink.objects.all().delete()
    for position, link in enumerate(links, 1):
        link.position = position
        link.digest = digest_of(queries.plain(entries[link.entry_id]))
        link.head = head = next_head(head, digest=link.digest, sealed_at=instant(link.sealed_at))
    AuditLink.objects.bulk_create(links)


def at(dice):
    return dice.randrange(1, ROWS + 1)


def edit_an_entry(dice):
    column = dice.choice(sorted(ENTRY_COLUMNS))
    run(
        f"UPDATE audit_auditentry SET {column} = {ENTRY_COLUMNS[column]}"
        " WHERE id = (SELECT entry_id FROM audit_auditlink WHERE position = %s)",
        at(dice),
    )


def edit_a_link(dice):
    column = dice.choice(sorted(LINK_COLUMNS))
    run(f"UPDATE audit_auditlink SET {column} = {LINK_COLUMNS[column]} WHERE position = %s", at(dice))


def delete_an_entry(dice):
    link = AuditLink.objects.get(position=at(dice))
    link.delete()
    AuditEntry.objects.filter(pk=link.entry_id).delete()


def delete_a_link_only(dice):
    AuditLink.objects.get(position=at(dice)).delete()


def swap_two_entries(dice):
    one, other = dice.sample(range(1, ROWS + 1), 2)
    links = list(AuditLink.objects.filter(position__in=[one, other]))
    AuditLink.objects.filter(position__in=[one, other]).delete()
    links[0].entry_id, links[1].entry_id = links[1].entry_id, links[0].entry_id
    AuditLink.objects.bulk_create(links)


def insert_in_the_middle(dice):
    where = at(dice)
    (made,) = factory.entries(1, subject_id=999)
    run("UPDATE audit_auditlink SET position = position + 100000 WHERE position >= %s", where)
    run("UPDATE audit_auditlink SET position = position - 99999 WHERE position > 100000")
    AuditLink.objects.create(
        position=where, entry=made, digest=bytes(32), head=bytes(32), sealed_at=factory.SOME_TIME
    )


def cut_the_tail(dice):
    gone = list(AuditLink.objects.filter(position__gte=at(dice)).values_list("entry_id", flat=True))
    AuditLink.objects.filter(entry_id__in=gone).delete()
    AuditEntry.objects.filter(pk__in=gone).delete()


def empty_it(dice):
    AuditLink.objects.all().delete()
    AuditEntry.objects.all().delete()


def unseal_the_tail_and_seal_again(dice):
    AuditLink.objects.filter(position__gte=at(dice)).delete()
    seal_all()


def edit_and_rehash(dice):
    edit_an_entry(dice)
    rehash()


def delete_and_rehash(dice):
    delete_an_entry(dice)
    rehash()


def insert_and_rehash(dice):
    insert_in_the_middle(dice)
    rehash()


UNSEEN_WITHOUT_ANCHOR = (
    cut_the_tail,
    empty_it,
    unseal_the_tail_and_seal_again,
    edit_and_rehash,
    delete_and_rehash,
    insert_and_rehash,
)
WAYS = (
    edit_an_entry,
    edit_a_link,
    delete_an_entry,
    delete_a_link_only,
    swap_two_entries,
    insert_in_the_middle,
    *UNSEEN_WITHOUT_ANCHOR,
)


def verdict(anchors):
    return examine(queries.sealed_lines(), anchors, entries=AuditEntry.objects.count())


def test_every_tampering_with_the_tables_is_found_with_an_anchor(unguarded):
    dice = random.Random(13)
    missed, alarms = [], []
    for number in range(ROUNDS):
        way = WAYS[number % len(WAYS)]
        with transaction.atomic():
            way(dice)
            if not verdict([unguarded]).faults:
                missed.append((number, way.__name__))
            transaction.set_rollback(True)
        if number % 10 == 0 and verdict([unguarded]).faults:
            alarms.append(number)

    assert (missed, alarms) == ([], [])


@pytest.mark.parametrize("column", sorted(ENTRY_COLUMNS | LINK_COLUMNS))
def test_no_column_can_be_changed_unseen(unguarded, column):
    columns, table = (ENTRY_COLUMNS, "entry") if column in ENTRY_COLUMNS else (LINK_COLUMNS, "link")

    run(f"UPDATE audit_audit{table} SET {column} = {columns[column]}")

    assert verdict([]).faults > 0


def test_those_are_all_the_columns():
    kept = {field.attname for field in AuditEntry._meta.concrete_fields} - {"id"}

    assert set(ENTRY_COLUMNS) == kept
    assert set(LINK_COLUMNS) == {field.attname for field in AuditLink._meta.concrete_fields} - {"entry_id"}


@pytest.mark.parametrize("way", UNSEEN_WITHOUT_ANCHOR)
def test_without_the_anchor_the_same_forgeries_pass(unguarded, way):
    way(random.Random(17))

    assert verdict([]).faults == 0
    assert verdict([unguarded]).faults > 0
