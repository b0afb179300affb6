"""Objections come in: by the form on the notice's page from anybody, or recorded by an officer from a letter or a call."""

import json
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from xinghe.access.once import KeyUsedForAnother
from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.accounts.vault import vault
from xinghe.foundation.errors import Forbidden, Missing, Refusal, gettext_noop
from xinghe.notices.actions.sealed import keep_identity
from xinghe.notices.actions.steps import write_step
from xinghe.notices.models import Notice, NoticeLine, Objection
from xinghe.notices.rules.admission import late, require_admissible, said_instant
from xinghe.notices.rules.words import Identity, identity_read, objection_read
from xinghe.notices.vocab import MOST_FROM_ONE_ADDRESS, Act, Channel, ObjectionState
from xinghe.programmes.models import Application


class TooManyObjections(Refusal):
    """A flood from one network address."""

    code = "too_many_objections"
    message = gettext_noop(
        "%(limit)s objections a day are taken from one network address. Send yours tomorrow, or by one of the other ways "
        "that the notice names."
    )
    status = 429


class ReceivedAhead(Refusal):
    """A letter cannot have come tomorrow."""

    code = "received_ahead"
    message = gettext_noop("%(received_at)s has not come yet. Enter when the objection was received.")
    status = 422


@command
def object_to_notice(
    work: Work,
    *,
    notice_code: str,
    application_code: str,
    identity: Identity,
    text: str,
    key: str,
    address: str | None,
) -> str:
    """Take an objection from anybody, for a machine (``vocab.BOX``) alone: no account is asked for, and none is written down.

    ``key`` is the form's own: sent again it acts once. ``address`` is the sender's network address, kept as a keyed
    digest. Returns the code by which the objector asks what became of it. Refuses: Missing, Forbidden, TooManyObjections,
    KeyUsedForAnother, ObjectionWordsWrong, ObjectorWordsWrong, and by the rules of ``require_admissible``.
    """
    if work.actor.person_id is not None or not work.actor.carries(Power.OBJECTION_HANDLE):
        raise Forbidden(power=Power.OBJECTION_HANDLE)
    given, said = identity_read(identity), objection_read(text)
    notice = _published(notice_code)
    sent_key = vault().index(key, kind="objection key")
    fingerprint = _fingerprint(notice_code, application_code, given, said)
    if kept := _sent_before(work, sent_key, fingerprint):
        return kept
    sender = vault().index(address, kind="objection sender") if address else None
    _refuse_flood(work, sender)
    application = _on_the_list(notice, application_code)
    objection = _received(notice, application, identity=given, text=said, at=work.now, channel=Channel.FORM)
    require_admissible(objection.case, line=application_code[:20], later_seal=True)
    if notice.confirmed_at is not None:  # while this request was waiting for whoever confirmed
        raise late(objection.case.published_at, notice.takes_until, received_at=work.now)
    objection.sent_key, objection.fingerprint, objection.sender = sent_key, fingerprint, sender
    try:
        with transaction.atomic():
            objection.save()
    except IntegrityError:  # the same key for another notice, in the same moment
        raise KeyUsedForAnother from None
    _keep(work, objection, given)
    return objection.code


@command
def record_objection(
    work: Work,
    *,
    notice_id: int,
    application_code: str,
    identity: Identity,
    text: str,
    channel: Channel,
    received_at: datetime,
    has_seal: bool = False,
) -> Objection:
    """Record an objection that came by letter, e-mail, telephone or visit; an anonymous or late one too, to be refused.

    Refuses: Missing, Forbidden, ReceivedAhead, ObjectionWordsWrong, ObjectorWordsWrong.
    """
    notice = work.claim(Notice, notice_id)
    if notice.published_at is None:
        raise Missing
    if notice.union_id not in work.actor.desks_for(Power.OBJECTION_HANDLE) or channel is Channel.FORM:
        raise Forbidden(power=Power.OBJECTION_HANDLE)
    if received_at > work.now:
        raise ReceivedAhead(received_at=said_instant(received_at))
    given, said = identity_read(identity), objection_read(text)
    application = _on_the_list(notice, application_code)
    # Held, so that nothing is named between this objection and the look for open ones.
    if application is not None:
        application = work.claim(Application, application.pk)
    objection = _received(
        notice, application, identity=given, text=said, at=received_at, channel=channel, since=work.now
    )
    if work.actor.person_id in objection.people:
        raise Forbidden(power=Power.OBJECTION_HANDLE)
    objection.has_seal, objection.recorded_by_id = has_seal, work.actor.person_id
    objection.save()
    _keep(work, objection, given)
    return objection


def _published(code: str) -> Notice:
    """Locked, so that nothing is confirmed between the last objection and the look for open ones."""
    rows = Notice.objects.select_for_update(of=("self",)).filter(code=code, published_at__isnull=False)
    notice = rows.first()
    if notice is None:
        raise Missing
    return notice


def _on_the_list(notice: Notice, application_code: str) -> Application | None:
    rows = NoticeLine.objects.filter(notice=notice, application__code=application_code)
    line = rows.select_related("application").first()
    return line.application if line else None


def _received(
    notice: Notice,
    application: Application | None,
    *,
    identity: Identity,
    text: str,
    at: datetime,
    channel: Channel,
    since: datetime | None = None,
) -> Objection:
    return Objection(
        notice=notice,
        application=application,
        people=application.people if application else [],
        union_id=notice.union_id,
        territory_path=notice.territory_path,
        industry_path=notice.industry_path,
        objecting=identity.objecting,
        has_contact=identity.has_contact,
        channel=channel,
        text=text,
        received_at=at,
        since_at=since or at,
        due_on=notice.clock.due_on(ObjectionState.RECEIVED, at),
    )


def _keep(work: Work, objection: Objection, identity: Identity) -> None:
    keep_identity(work, objection, identity)
    write_step(work, objection, Act.RECEIVE)
    work.record(
        "objection.receive",
        objection,
        notice=(None, objection.notice.code),
        application=(None, objection.application.code if objection.application else None),
        channel=(None, objection.channel),
    )


def _fingerprint(notice_code: str, application_code: str, identity: Identity, text: str) -> bytes:
    """A keyed digest: an unkeyed one would tell who objected to whoever tries names."""
    parts = [
        notice_code,
        application_code,
        identity.objecting,
        identity.name,
        identity.address,
        identity.phone,
        text,
    ]
    return vault().index(json.dumps(parts), kind="objection content")


def _sent_before(work: Work, sent_key: bytes, fingerprint: bytes) -> str:
    kept = Objection.objects.filter(sent_key=sent_key).first()
    if kept is None:
        return ""
    if bytes(kept.fingerprint or b"") != fingerprint:
        raise KeyUsedForAnother
    work.leave_unrecorded("the form was sent before, and its objection is in the record")
    return kept.code


def _refuse_flood(work: Work, sender: bytes | None) -> None:
    if sender is None:
        return
    rows = Objection.objects.filter(sender=sender, received_at__gt=work.now - timedelta(days=1))
    if rows.count() >= MOST_FROM_ONE_ADDRESS:
        raise TooManyObjections(limit=MOST_FROM_ONE_ADDRESS)
