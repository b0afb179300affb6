"""What becomes of an attachment: examined once, described, removed, handed on; seen by whom it concerns."""

import io
import socketserver
import struct
import threading
from datetime import timedelta

import pytest
from django.db import connection
from PIL import Image

from tests.attachments.corpus.making import CANARY, EICAR, photo_with_place, picture
from tests.attachments.records import begin, hand_on, send, share
from tests.factories.unions import officer, worker
from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Role
from xinghe.attachments import actions, queries
from xinghe.attachments.actions.quarantine import Quarantine
from xinghe.attachments.jobs import examining
from xinghe.attachments.jobs.examining import examine_attachment, examine_left, tidy_attachments
from xinghe.attachments.jobs.scanner import ScannerSilent, scan
from xinghe.attachments.models import Attachment, Upload
from xinghe.attachments.rules.examination.running import ExaminerBroken
from xinghe.attachments.rules.refusals import AttachmentDamaged, CarriesMore, VirusFound
from xinghe.attachments.vocab import REMOVED_KEPT, UPLOAD_LIFE, Cargo, Slot, State
from xinghe.audit.models import AuditEntry
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden, Missing

pytestmark = pytest.mark.django_db


@pytest.fixture
def sender(province, records):
    actor = worker()
    records.put(1, province.workshop, actor.person_id)
    return actor


def examined(attachment, capture) -> Attachment:
    with capture(execute=True):
        examine_attachment(attachment.pk)
    attachment.refresh_from_db()
    return attachment


def shown(actor, subject_id: int = 1) -> list[str]:
    with fenced(actor):
        rows = queries.attachments_of(actor, "note", [subject_id]).get(subject_id, ())
    return [row.key for row in rows]


def test_a_photo_is_cleaned_released_and_what_came_is_gone(sender, django_capture_on_commit_callbacks):
    attachment = send(sender, photo_with_place(), name="现场.JPEG")
    came = Quarantine().path(attachment.quarantine)

    examined(attachment, django_capture_on_commit_callbacks)

    assert (attachment.state, attachment.media_type) == (State.CLEAN, "image/jpeg")
    assert (attachment.file_name, attachment.quarantine, came.exists()) == ("现场.jpg", "", False)
    with fenced(sender):
        kept = queries.file_for(sender, attachment.key)
        preview = queries.preview_for(sender, attachment.key)
    assert CANARY not in kept.path.read_bytes() + preview.path.read_bytes()
    assert kept.size == kept.path.stat().st_size
    with Image.open(io.BytesIO(preview.path.read_bytes())) as small:
        assert small.format == "JPEG"
    verbs = AuditEntry.objects.filter(subject_id=attachment.pk).order_by("pk")
    assert list(verbs.values_list("verb", "system")) == [
        ("attachment.receive", ""),
        ("attachment.clean", "examine-attachments"),
    ]


def test_a_refused_file_says_why_and_is_never_opened(sender, django_capture_on_commit_callbacks):
    attachment = send(sender, picture() + EICAR)

    examined(attachment, django_capture_on_commit_callbacks)

    assert (attachment.state, attachment.reason, attachment.quarantine) == (State.REFUSED, "virus_found", "")
    assert list(Quarantine().root.iterdir()) == []
    with fenced(sender):
        (row,) = queries.attachments_of(sender, "note", [1])[1]
        with pytest.raises(Missing):
            queries.file_for(sender, attachment.key)
        with pytest.raises(Missing):
            queries.preview_for(sender, attachment.key)
    assert isinstance(row.refusal, VirusFound)
    assert "EICAR" in str(row.refusal)


def test_what_waits_is_not_opened(sender):
    attachment = send(sender, picture())

    with fenced(sender), pytest.raises(Missing):
        queries.file_for(sender, attachment.key)


def test_examining_twice_changes_nothing_more(sender, django_capture_on_commit_callbacks):
    attachment = examined(send(sender, picture()), django_capture_on_commit_callbacks)
    before = attachment.examined_at

    examined(attachment, django_capture_on_commit_callbacks)
    settled = actions.settle_examination(
        Actor.for_job("examine-attachments"),
        attachment_id=attachment.pk,
        refusal=CarriesMore(cargo=Cargo.MACRO),
    )

    assert (attachment.examined_at, settled.state) == (before, State.CLEAN)
    assert AuditEntry.objects.filter(verb="attachment.clean").count() == 1


def test_a_cargo_keeps_its_name_in_the_row(sender):
    attachment = send(sender, picture())

    actions.settle_examination(
        Actor.for_job("examine-attachments"),
        attachment_id=attachment.pk,
        refusal=CarriesMore(cargo=Cargo.MACRO),
    )

    attachment.refresh_from_db()
    assert (attachment.reason, attachment.reason_params) == ("carries_more", {"cargo": "macro"})


def test_nobody_but_a_machine_settles(sender, province):
    attachment = send(sender, picture())
    neighbour = officer(Role.OFFICER, province.sister_county)

    with pytest.raises(Missing):
        actions.settle_examination(
            neighbour, attachment_id=attachment.pk, refusal=CarriesMore(cargo=Cargo.MACRO)
        )


@pytest.mark.parametrize("fault", [ExaminerBroken("killed"), ScannerSilent("killed")])
def test_a_worker_that_dies_leaves_it_waiting_and_it_is_tried_again(
    sender, monkeypatch, fault, django_capture_on_commit_callbacks
):
    attachment = send(sender, picture())

    def die(*_given, **_more):
        raise fault

    with monkeypatch.context() as broken, pytest.raises(type(fault)):
        broken.setattr(examining, "examine", die)
        examine_attachment(attachment.pk)
    attachment.refresh_from_db()
    waits = (attachment.state, Quarantine().path(attachment.quarantine).exists())
    examined(attachment, django_capture_on_commit_callbacks)

    assert waits == (State.WAITING, True)
    assert attachment.state == State.CLEAN


def test_a_file_that_is_gone_from_quarantine_is_said_to_be_damaged(
    sender, django_capture_on_commit_callbacks
):
    attachment = send(sender, picture())
    Quarantine().forget(attachment.quarantine)

    assert examined(attachment, django_capture_on_commit_callbacks).reason == AttachmentDamaged.code


def queued() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'xinghe.examine_attachment'"
        )
        return cursor.fetchone()[0]


def test_what_has_waited_for_ten_minutes_is_asked_for_again_once(sender):
    send(sender, picture())
    examine_left()
    at_once = queued()

    with clock.held_at(clock.now() + timedelta(minutes=11)):
        examine_left()

    assert (at_once, queued()) == (1, 2)


class Clamd(socketserver.BaseRequestHandler):
    """Answers as clamd does; finds what contains “evil”."""

    def handle(self) -> None:
        stream = self.request.makefile("rb")
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack(">I", stream.read(4))[0]:
            content += stream.read(length)
        if b"confuse" in content:
            answer = b"INSTREAM size limit exceeded. ERROR\0"
        else:
            answer = b"stream: Evil.Test FOUND\0" if b"evil" in content else b"stream: OK\0"
        self.request.sendall(answer)


@pytest.fixture
def clamd():
    with socketserver.TCPServer(("127.0.0.1", 0), Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_the_scanner_is_asked_and_its_silence_is_no_consent(clamd, tmp_path):
    for name in ("good", "evil", "confuse"):
        (tmp_path / name).write_bytes(name.encode() * 100_000)

    scan(tmp_path / "good", address=clamd)

    with pytest.raises(VirusFound, match=r"Evil\.Test"):
        scan(tmp_path / "evil", address=clamd)
    with pytest.raises(ScannerSilent):
        scan(tmp_path / "confuse", address=clamd)
    with pytest.raises(ScannerSilent):
        scan(tmp_path / "good", address="127.0.0.1:9")
    with pytest.raises(ScannerSilent):
        scan(tmp_path / "good", address=str(tmp_path / "no-socket"))


def test_with_a_scanner_nothing_is_released_before_it_answers(sender, settings, clamd):
    from dataclasses import replace

    attachment = send(sender, picture(comment=b"evil"))
    silent = send(sender, picture())

    settings.XINGHE = replace(settings.XINGHE, clamd=clamd)
    examine_attachment(attachment.pk)
    settings.XINGHE = replace(settings.XINGHE, clamd="127.0.0.1:9")
    with pytest.raises(ScannerSilent):
        examine_attachment(silent.pk)

    states = Attachment.objects.order_by("pk").values_list("state", "reason")
    assert list(states) == [(State.REFUSED, "virus_found"), (State.WAITING, "")]


def test_who_sees_an_attachment(sender, province, records):
    attachment = send(sender, picture())
    seers = {
        "sender": sender,
        "unit": officer(Role.UNIT_OFFICER, province.workshop),
        "county": officer(Role.OFFICER, province.county),
        "province": officer(Role.PROVINCIAL_OFFICER, province.province),
        "sister county": officer(Role.OFFICER, province.sister_county),
        "other city": officer(Role.OFFICER, province.other_city),
        "industry": officer(Role.OFFICER, province.industry),
        "assistant": officer(Role.ASSISTANT, province.workshop),
        "system administrator": officer(Role.SYSTEM_ADMINISTRATOR, province.province),
        "colleague": worker(),
        "public": Actor.public(),
    }

    found = {name: shown(actor) == [attachment.key] for name, actor in seers.items()}

    assert found == dict.fromkeys(seers, False) | dict.fromkeys(
        ("sender", "unit", "county", "province"), True
    )


def test_the_fence_alone_keeps_attachments_and_uploads_apart(sender, province):
    send(sender, picture())
    begin(sender, picture())
    neighbour, above = officer(Role.OFFICER, province.sister_county), officer(Role.OFFICER, province.county)

    counts = {}
    for name, actor in (
        ("neighbour", neighbour),
        ("above", above),
        ("sender", sender),
        ("public", Actor.public()),
    ):
        with fenced(actor):
            counts[name] = (Attachment.objects.count(), Upload.objects.count())

    assert counts == {"neighbour": (0, 0), "above": (1, 2), "sender": (1, 2), "public": (0, 0)}


def test_people_of_the_record_see_it_from_then_on(sender, records, province):
    attachment = send(sender, picture())
    creator = worker()
    before = shown(creator)

    share(sender, subject_id=1, people=[sender.person_id, creator.person_id])

    assert (before, shown(creator)) == ([], [attachment.key])


def test_lists_cost_one_query_for_one_and_for_three(sender, django_assert_num_queries):
    send(sender, picture())
    with fenced(sender), django_assert_num_queries(1):
        queries.attachments_of(sender, "note", [1])
    for name in ("b.jpg", "c.jpg"):
        send(sender, picture(), name=name)

    with fenced(sender), django_assert_num_queries(1):
        rows = queries.attachments_of(sender, "note", [1, 2])

    assert [(row.file_name, row.position) for row in rows[1]] == [("照片.jpg", 1), ("b.jpg", 2), ("c.jpg", 3)]
    assert list(rows) == [1]


def test_photos_that_can_be_shown(sender, django_capture_on_commit_callbacks):
    clean = examined(send(sender, picture()), django_capture_on_commit_callbacks)
    send(sender, picture(), name="waits.jpg")
    paper = send(sender, picture(), slot=Slot.PAPER, name="paper.jpg")
    examined(paper, django_capture_on_commit_callbacks)

    with fenced(sender):
        rows = queries.photos_clean_of(sender, "note", [1])

    assert [row.key for row in rows[1]] == [clean.key]


def test_a_caption_is_kept_and_recorded(sender):
    attachment = send(sender, picture())

    actions.describe_attachment(
        sender, attachment_id=attachment.pk, caption="  改造后\u202e的 支架 " + "长" * 300
    )

    attachment.refresh_from_db()
    assert attachment.caption == ("改造后的 支架 " + "长" * 300)[:200]
    assert AuditEntry.objects.filter(verb="attachment.describe").count() == 1


@pytest.mark.parametrize("act", ["describe", "remove"])
def test_only_who_may_attach_describes_and_removes(sender, province, records, act):
    attachment = send(sender, picture())
    change = {
        "describe": lambda actor: actions.describe_attachment(
            actor, attachment_id=attachment.pk, caption="x"
        ),
        "remove": lambda actor: actions.remove_attachment(actor, attachment_id=attachment.pk),
    }[act]

    for other in (
        officer(Role.OFFICER, province.county),
        officer(Role.OFFICER, province.sister_county),
        worker(),
    ):
        with pytest.raises(Missing):
            change(other)
    records.deadline = clock.now() - timedelta(minutes=30)
    with pytest.raises(Forbidden):
        change(sender)

    attachment.refresh_from_db()
    assert (attachment.caption, attachment.removed_at) == ("", None)


def test_a_removed_file_is_gone_for_everybody_and_cannot_be_removed_again(
    sender, django_capture_on_commit_callbacks
):
    attachment = examined(send(sender, picture()), django_capture_on_commit_callbacks)

    actions.remove_attachment(sender, attachment_id=attachment.pk)

    assert shown(sender) == []
    with fenced(sender), pytest.raises(Missing):
        queries.file_for(sender, attachment.key)
    with pytest.raises(Missing):
        actions.remove_attachment(sender, attachment_id=attachment.pk)


def test_files_are_handed_on_to_the_record_that_follows(sender, records, province):
    keys = [send(sender, picture(), name=name).key for name in ("a.jpg", "b.jpg")]
    gone = send(sender, picture())
    actions.remove_attachment(sender, attachment_id=gone.pk)

    moved = hand_on(sender, from_id=1, to_id=2)

    assert (moved, shown(sender, 1), shown(sender, 2)) == (2, [], keys)
    assert AuditEntry.objects.filter(verb="attachment.move").count() == 2


def test_at_night_unfinished_uploads_orphans_and_long_removed_files_go(
    sender, storage, django_capture_on_commit_callbacks
):
    kept, twin, removed = (
        examined(send(sender, content, name=name), django_capture_on_commit_callbacks)
        for name, content in (("a.jpg", picture()), ("b.jpg", picture()), ("c.jpg", picture(size=(9, 9))))
    )
    for attachment in (twin, removed):
        actions.remove_attachment(sender, attachment_id=attachment.pk)
    upload = begin(sender, picture())
    actions.take_part(sender, token=upload.token, offset=0, content=picture()[:100])
    (storage / "uploads" / "orphan").write_bytes(b"of a transaction that never ended")

    with (
        clock.held_at(clock.now() + REMOVED_KEPT + UPLOAD_LIFE),
        django_capture_on_commit_callbacks(execute=True),
    ):
        tidy_attachments()

    assert list((storage / "uploads").iterdir()) == []
    assert Upload.objects.count() == 0
    lying = {path.name for path in (storage / "attachments").rglob("*") if path.is_file()}
    assert lying == {kept.clean_digest, kept.preview_digest}
    assert twin.clean_digest == kept.clean_digest
    assert Attachment.objects.filter(removed_at=None).count() == 1


def test_at_night_what_is_fresh_stays(sender, storage, django_capture_on_commit_callbacks):
    removed = examined(send(sender, picture()), django_capture_on_commit_callbacks)
    actions.remove_attachment(sender, attachment_id=removed.pk)
    upload = begin(sender, picture())
    actions.take_part(sender, token=upload.token, offset=0, content=picture()[:100])

    with django_capture_on_commit_callbacks(execute=True):
        tidy_attachments()

    assert Quarantine().path(upload.token).exists()
    assert (storage / "attachments" / removed.clean_digest[:2] / removed.clean_digest).exists()


def test_only_a_machine_lets_go(sender):
    assert actions.let_go(sender) == 0
