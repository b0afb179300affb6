"""A file arrives in parts, through interruptions, once; and only from who may attach it."""

import hashlib
import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, connections

import xinghe
from tests.attachments.corpus.making import picture, video
from tests.attachments.records import begin, send
from tests.factories.unions import worker
from xinghe.access.fence import fenced
from xinghe.attachments import actions, queries
from xinghe.attachments.actions import (
    OffsetDiffers,
    PartTooBig,
    SlotFull,
    UploadDiffers,
    UploadsOpen,
    UploadUnfinished,
)
from xinghe.attachments.actions.quarantine import Quarantine
from xinghe.attachments.models import Attachment, Upload
from xinghe.attachments.registry import placed_for
from xinghe.attachments.rules.refusals import (
    AttachmentTooBig,
    FileEmpty,
    FileKindUnwelcome,
    NameMisleads,
    PictureIsHeic,
)
from xinghe.attachments.vocab import LARGEST_PART, SLOT_LIMITS, UPLOAD_LIFE, Slot, State
from xinghe.audit.models import AuditEntry
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden, Missing

pytestmark = pytest.mark.django_db

PHOTO = picture(size=(300, 200))


@pytest.fixture
def sender(province, records):
    """A worker with a record of their own in the workshop."""
    actor = worker()
    records.put(1, province.workshop, actor.person_id)
    return actor


def test_a_file_in_three_parts_becomes_one_attachment(sender, province):
    part = len(PHOTO) // 3 + 1

    attachment = send(sender, PHOTO, part=part)

    assert (attachment.state, attachment.slot, attachment.position) == (State.WAITING, Slot.PHOTO, 1)
    assert attachment.original_digest == hashlib.sha256(PHOTO).hexdigest()
    assert attachment.territory_path == province.workshop.territory_path
    assert attachment.people == [sender.person_id]
    assert Quarantine().path(attachment.quarantine).read_bytes() == PHOTO
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == ["attachment.receive"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args ->> 'attachment_id', lock FROM procrastinate_jobs WHERE task_name = 'xinghe.examine_attachment'"
        )
        assert cursor.fetchall() == [(str(attachment.pk), f"attachment-{attachment.pk}")]


def test_finishing_twice_makes_one_attachment(sender):
    upload = begin(sender, PHOTO)
    actions.take_part(sender, token=upload.token, offset=0, content=PHOTO)

    first, second = (actions.finish_upload(sender, token=upload.token) for _ in range(2))

    assert (first.pk, Attachment.objects.count()) == (second.pk, 1)


def test_a_part_that_does_not_begin_where_the_last_ended_is_told_where_to_go_on(sender):
    upload = begin(sender, PHOTO)
    actions.take_part(sender, token=upload.token, offset=0, content=PHOTO[:100])

    for offset in (0, 50, 101):
        with pytest.raises(OffsetDiffers) as refusal:
            actions.take_part(sender, token=upload.token, offset=offset, content=PHOTO[100:200])
        assert refusal.value.params == {"offset": 100}

    assert actions.take_part(sender, token=upload.token, offset=100, content=PHOTO[100:]) == len(PHOTO)
    assert Quarantine().path(upload.token).read_bytes() == PHOTO


def test_what_a_killed_process_left_behind_the_offset_is_written_over(sender):
    upload = begin(sender, PHOTO)
    actions.take_part(sender, token=upload.token, offset=0, content=PHOTO[:100])
    Quarantine().write(upload.token, offset=100, content=b"half a part that never was committed" * 1000)

    actions.take_part(sender, token=upload.token, offset=100, content=PHOTO[100:])

    assert Quarantine().path(upload.token).read_bytes() == PHOTO


def test_parts_have_a_largest_size_and_do_not_reach_beyond_the_file(sender):
    upload = begin(sender, bytes(3 * LARGEST_PART), slot=Slot.VIDEO, name="a.mp4")
    small = begin(sender, PHOTO)

    with pytest.raises(PartTooBig):
        actions.take_part(sender, token=upload.token, offset=0, content=bytes(LARGEST_PART + 1))
    with pytest.raises(PartTooBig):
        actions.take_part(sender, token=small.token, offset=0, content=PHOTO + b"x")


def test_an_unfinished_file_is_no_attachment(sender):
    upload = begin(sender, PHOTO)
    actions.take_part(sender, token=upload.token, offset=0, content=PHOTO[:-1])

    with pytest.raises(UploadUnfinished):
        actions.finish_upload(sender, token=upload.token)

    assert Attachment.objects.count() == 0


def test_the_digest_that_was_announced_is_compared(sender):
    right = begin(sender, PHOTO, digest=hashlib.sha256(PHOTO).hexdigest().upper())
    wrong = begin(sender, PHOTO, digest="0" * 64)
    for upload in (right, wrong):
        actions.take_part(sender, token=upload.token, offset=0, content=PHOTO)

    assert actions.finish_upload(sender, token=right.token).state == State.WAITING
    with pytest.raises(UploadDiffers):
        actions.finish_upload(sender, token=wrong.token)


def test_the_same_file_announced_again_goes_on_and_another_begins_anew(sender):
    upload = begin(sender, PHOTO, mark="1767225600000")
    actions.take_part(sender, token=upload.token, offset=0, content=PHOTO[:100])

    again = begin(sender, PHOTO, mark="1767225600000")
    other = begin(sender, PHOTO, mark="1767225600001")

    assert (again.token, again.offset) == (upload.token, 100)
    assert other.token != upload.token
    assert begin(sender, PHOTO).token not in (upload.token, other.token)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"name": "a.heic"}, PictureIsHeic),
        ({"name": "a.pdf"}, FileKindUnwelcome),
        ({"content": b""}, FileEmpty),
        ({"content": bytes(SLOT_LIMITS[Slot.PHOTO].size + 1)}, AttachmentTooBig),
        ({"subject_id": 2}, Missing),
    ],
)
def test_what_cannot_become_an_attachment_is_refused_before_it_is_sent(sender, given, refusal):
    with pytest.raises(refusal):
        begin(sender, **{"content": PHOTO, **given})

    assert Upload.objects.count() == 0


def test_the_first_part_shows_what_the_file_is(sender):
    svg = begin(sender, b"<svg xmlns='http://www.w3.org/2000/svg'>" * 2)
    paper = begin(sender, PHOTO, slot=Slot.PAPER, name="证明.pdf")

    with pytest.raises(FileKindUnwelcome):
        actions.take_part(
            sender, token=svg.token, offset=0, content=b"<svg xmlns='http://www.w3.org/2000/svg'>" * 2
        )
    with pytest.raises(NameMisleads):
        actions.take_part(sender, token=paper.token, offset=0, content=PHOTO)

    assert not Quarantine().path(svg.token).exists()


def test_a_slot_is_full_at_its_limit_and_has_room_again_when_one_is_refused_or_removed(sender):
    film = video()
    first = send(sender, film, slot=Slot.VIDEO, name="a.mp4")

    with pytest.raises(SlotFull):
        begin(sender, film, slot=Slot.VIDEO, name="b.mp4")
    Attachment.objects.filter(pk=first.pk).update(state=State.REFUSED)

    assert send(sender, film, slot=Slot.VIDEO, name="b.mp4").position == 2


def test_two_that_are_finished_at_once_do_not_both_fit(sender):
    film = video()
    uploads = [begin(sender, film, slot=Slot.VIDEO, name="a.mp4") for _ in range(2)]
    for upload in uploads:
        actions.take_part(sender, token=upload.token, offset=0, content=film)

    actions.finish_upload(sender, token=uploads[0].token)

    with pytest.raises(SlotFull):
        actions.finish_upload(sender, token=uploads[1].token)


def test_one_person_has_only_so_many_on_their_way(sender, monkeypatch):
    monkeypatch.setattr("xinghe.attachments.actions.uploading.MOST_UPLOADS", 2)
    begin(sender, PHOTO)
    begin(sender, PHOTO)

    with pytest.raises(UploadsOpen):
        begin(sender, PHOTO)


def test_an_upload_belongs_to_who_began_it(sender, province, records):
    stranger, colleague = worker(), worker()
    records.put(1, province.workshop, sender.person_id, colleague.person_id)
    upload = begin(sender, PHOTO)

    for other in (stranger, colleague):
        with pytest.raises(Missing):
            actions.take_part(other, token=upload.token, offset=0, content=PHOTO)
        with pytest.raises(Missing):
            actions.finish_upload(other, token=upload.token)
        with fenced(other), pytest.raises(Missing):
            queries.upload_for(other, upload.token, now=clock.now())

    assert actions.take_part(sender, token=upload.token, offset=0, content=PHOTO) == len(PHOTO)


def test_an_upload_ends_after_a_day(sender):
    upload = begin(sender, PHOTO)

    with clock.held_at(clock.now() + UPLOAD_LIFE), pytest.raises(Missing):
        actions.take_part(sender, token=upload.token, offset=0, content=PHOTO)


def test_a_deadline_waits_ten_minutes_for_what_was_begun_before_it(sender, records):
    now = clock.now()
    records.deadline = now + timedelta(minutes=1)
    uploads = [begin(sender, PHOTO) for _ in range(2)]
    for upload in uploads:
        actions.take_part(sender, token=upload.token, offset=0, content=PHOTO)

    with clock.held_at(now + timedelta(minutes=2)), pytest.raises(Forbidden):
        begin(sender, PHOTO)
    with clock.held_at(now + timedelta(minutes=10)):
        in_time = actions.finish_upload(sender, token=uploads[0].token)
    with clock.held_at(now + timedelta(minutes=12)), pytest.raises(Forbidden):
        actions.finish_upload(sender, token=uploads[1].token)

    assert abs(in_time.begun_at - now) < timedelta(seconds=30)


def test_a_kind_that_nobody_installed_does_not_exist(sender):
    with pytest.raises(Missing):
        placed_for(sender, kind="nothing", subject_id=1, begun_at=clock.now())


@pytest.mark.django_db(transaction=True)
def test_of_two_processes_with_the_same_part_one_takes_it(sender):
    upload = begin(sender, PHOTO)
    outcomes: list[object] = []
    at_once = threading.Barrier(2)

    def take() -> None:
        at_once.wait()
        try:
            outcomes.append(actions.take_part(sender, token=upload.token, offset=0, content=PHOTO))
        except OffsetDiffers as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    hands = [threading.Thread(target=take) for _ in range(2)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert sorted(outcomes, key=str) == [len(PHOTO), "upload_offset_differs"]
    assert Quarantine().path(upload.token).read_bytes() == PHOTO


KILLED = """
import os, sys, signal
from pathlib import Path
sys.path.insert(0, {source!r})
os.environ["DJANGO_SETTINGS_MODULE"] = "xinghe.project.settings.test"
import django
django.setup()
from django.conf import settings
from django.db import connection
from dataclasses import replace
settings.XINGHE = replace(settings.XINGHE, var=Path({var!r}))
from xinghe.access.actor import Actor
from xinghe.attachments import actions
from xinghe.attachments.actions import uploading
from xinghe.attachments.actions.quarantine import Quarantine
write = Quarantine.write
def and_die(self, token, **how):
    write(self, token, **how)
    os.kill(os.getpid(), signal.SIGKILL)
Quarantine.write = and_die
actions.take_part(Actor(person_id={person}, via="web"), token={token!r}, offset=100, content=b"x" * 200)
"""


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_between_disk_and_commit_loses_and_doubles_nothing(sender, storage):
    upload = begin(sender, PHOTO)
    actions.take_part(sender, token=upload.token, offset=0, content=PHOTO[:100])
    database = connection.settings_dict
    address = f"postgresql://{database['USER']}:{database['PASSWORD']}@/{database['NAME']}?host={database['HOST']}&port={database['PORT']}"
    program = KILLED.format(
        source=str(Path(xinghe.__file__).parents[1]),
        var=str(storage),
        person=sender.person_id,
        token=upload.token,
    )

    ended = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | {"DATABASE_URL": address}, check=False
    )

    assert ended.returncode == -signal.SIGKILL
    assert Quarantine().path(upload.token).stat().st_size == 300
    upload.refresh_from_db()
    assert upload.offset == 100
    actions.take_part(sender, token=upload.token, offset=100, content=PHOTO[100:])
    assert Quarantine().path(upload.token).read_bytes() == PHOTO
