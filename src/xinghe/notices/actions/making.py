"""Make a notice from what is proposed; change it; begin one that corrects another."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.foundation.errors import Forbidden, Refusal, gettext_noop
from xinghe.notices.actions.sealed import identity_of
from xinghe.notices.models import Notice, NoticeLine, Objector
from xinghe.notices.queries.listing import lines_of
from xinghe.notices.rules.clock import Clock
from xinghe.notices.rules.listing import digest_of, frozen
from xinghe.notices.rules.words import Contact, contacts_read, refuse_naming, titled, words_read
from xinghe.notices.vocab import STANDING, NoticeState
from xinghe.programmes.models import Application, Call
from xinghe.programmes.queries import calls_applied_to
from xinghe.programmes.vocab import CallState, Phase

DRAFTED = frozenset({NoticeState.DRAFT})


class NothingProposed(Refusal):
    """A notice without a line."""

    code = "nothing_proposed"
    message = gettext_noop(
        "“%(call)s” has no proposed application that could be put on notice. Propose some first."
    )


class NotProposed(Refusal):
    """Only what is proposed, or stands on the notice that is corrected, goes on a notice."""

    code = "not_proposed"
    message = gettext_noop(
        "%(count)s of the chosen applications are not proposed in this call. Reload the page and choose again."
    )


class NoticeNotSo(Refusal):
    """The notice is too far for this, or not far enough."""

    code = "notice_not_so"
    message = gettext_noop("The notice is “%(state)s”, so this cannot be done now. Reload the page.")


class NoticeMoved(Refusal):
    """The page shows how it stood before somebody acted."""

    code = "notice_moved"
    message = gettext_noop(
        "Somebody changed this notice since your page was opened. Reload it and look again."
    )


class CorrectionUnderWay(Refusal):
    """One notice takes another's place, not two."""

    code = "correction_under_way"
    message = gettext_noop("The notice %(code)s is to take its place. Publish that one, or throw it away.")


class OwnCall(Refusal):
    """Who applied to a call does not draw up its list, and does not read it before everybody."""

    code = "applied_oneself"
    message = gettext_noop("You applied to “%(call)s” yourself. A colleague draws up its notice.")
    status = 403


@command
def make_notice(
    work: Work,
    *,
    call_id: int,
    title: str,
    channels: Iterable[Contact],
    introduction: str = "",
    application_ids: Sequence[int] | None = None,
    clock: Clock = Clock(),  # noqa: B008 -- a frozen value
) -> Notice:
    """Draft a notice of what is proposed in a call: all of it, or these. Nothing is public until a second person publishes.

    Refuses: Missing, Forbidden, OwnCall, NoticeTitleWrong, ChannelsMissing, ClockWrong, NothingProposed, NotProposed,
    NotForPublic.
    """
    call = work.claim(Call, call_id)
    notice = _drafted(work, call, title=title, introduction=introduction, channels=channels, clock=clock)
    _freeze(notice, _chosen(notice, application_ids))
    _record_made(work, notice)
    return notice


@command
def start_corrected(
    work: Work,
    *,
    notice_id: int,
    correction: str,
    title: str = "",
    added_ids: Sequence[int] = (),
) -> Notice:
    """Draft a notice that takes another's place, and say what was corrected: everybody reads it. Its time begins anew.

    It lists what still stands on public notice, as it is now, and further proposed applications (``added_ids``).
    Refuses: Missing, Forbidden, OwnCall, NoticeNotSo, CorrectionUnderWay, WhyNeeded, ObjectorNamed, NothingProposed, NotProposed.
    """
    earlier = take_notice(work, notice_id, Power.NOTICE_MAKE, STANDING)
    refuse_second_correction(work, earlier)
    said = words_read(correction)
    for objector in Objector.objects.filter(objection__notice=earlier):
        refuse_naming(identity_of(work, objector), said, title)
    notice = _drafted(
        work,
        earlier.call,
        title=title or earlier.title,
        introduction=earlier.introduction,
        channels=earlier.contacts,
        clock=earlier.clock,
    )
    notice.replaces, notice.correction = earlier, said
    standing = Application.objects.filter(
        pk__in=NoticeLine.objects.filter(notice=earlier).values("application"), phase=Phase.PUBLIC_NOTICE
    )
    _freeze(notice, _chosen(notice, [*standing.values_list("pk", flat=True), *added_ids]))
    _record_made(work, notice)
    return notice


@command
def change_notice(
    work: Work,
    *,
    notice_id: int,
    title: str,
    channels: Iterable[Contact],
    introduction: str = "",
    application_ids: Sequence[int] | None = None,
    clock: Clock | None = None,
    version: int | None = None,
) -> Notice:
    """Write a draft anew, its list as the applications stand now.

    Refuses: Missing, Forbidden, NoticeNotSo, NoticeMoved, and what ``make_notice`` refuses.
    """
    notice = take_notice(work, notice_id, Power.NOTICE_MAKE, DRAFTED, version=version)
    before = notice.digest
    notice.title, notice.introduction = titled(title, introduction)
    notice.channels = [asdict(one) for one in contacts_read(channels)]
    _set_clock(notice, clock or notice.clock)
    listed = list(NoticeLine.objects.filter(notice=notice).values_list("application_id", flat=True))
    chosen = listed if application_ids is None and notice.replaces_id else application_ids
    notice.version += 1
    _freeze(notice, _chosen(notice, chosen))
    work.record("notice.change", notice, digest=(before, notice.digest), title=(None, notice.title))
    return notice


@command
def throw_away_notice(work: Work, *, notice_id: int) -> str:
    """Give a draft up; its code. Refuses: Missing, Forbidden, NoticeNotSo."""
    notice = take_notice(work, notice_id, Power.NOTICE_MAKE, DRAFTED)
    work.record("notice.throw_away", notice, title=(notice.title, None), digest=(notice.digest, None))
    notice.delete()
    return notice.code


def take_notice(
    work: Work,
    notice_id: int,
    power: Power,
    states: frozenset[NoticeState],
    *,
    version: int | None = None,
) -> Notice:
    """Claim a notice for an act that fits these states. Refuses: Missing, Forbidden, OwnCall, NoticeNotSo, NoticeMoved."""
    notice = work.claim(Notice, notice_id)
    work.require(power, notice)
    if notice.published_at is None and calls_applied_to(work.actor).filter(call=notice.call_id).exists():
        raise OwnCall(call=notice.call.title)
    if work.actor.person_id is None:
        raise Forbidden(power=power)
    if version is not None and version != notice.version:
        raise NoticeMoved
    if notice.state not in states:
        raise NoticeNotSo(state=NoticeState(notice.state))
    return notice


def refuse_second_correction(work: Work, notice: Notice) -> None:
    """Refuses: CorrectionUnderWay."""
    other = Notice.objects.filter(replaces=notice).first()
    if other is not None:
        raise CorrectionUnderWay(code=other.code)


def _drafted(
    work: Work, call: Call, *, title: str, introduction: str, channels: Iterable[Contact], clock: Clock
) -> Notice:
    work.require(Power.NOTICE_MAKE, call)
    if work.actor.person_id is None or call.state != CallState.OPEN:
        raise Forbidden(power=Power.NOTICE_MAKE)
    if calls_applied_to(work.actor).filter(call=call).exists():
        raise OwnCall(call=call.title)
    said, text = titled(title, introduction)
    notice = Notice(
        call=call,
        title=said,
        introduction=text,
        channels=[asdict(one) for one in contacts_read(channels)],
        notice_days=call.said_terms.notice_days,
        union_id=call.union_id,
        territory_path=call.territory_path,
        industry_path=call.industry_path,
        made_by_id=work.actor.person_id,
        made_at=work.now,
    )
    _set_clock(notice, clock)
    return notice


def _set_clock(notice: Notice, clock: Clock) -> None:
    clock.require()
    notice.accept_days, notice.investigate_days, notice.reply_days = (
        clock.accept,
        clock.investigate,
        clock.reply,
    )


def _chosen(notice: Notice, application_ids: Sequence[int] | None) -> list[Application]:
    """The applications for its list, by grade as the call orders grades. Refuses: NothingProposed, NotProposed."""
    rows = Application.objects.filter(call=notice.call, phase=Phase.PROPOSED)
    if notice.replaces_id is not None:
        earlier = NoticeLine.objects.filter(notice=notice.replaces_id).values("application")
        rows |= Application.objects.filter(call=notice.call, phase=Phase.PUBLIC_NOTICE, pk__in=earlier)
    if application_ids is not None:
        rows = rows.filter(pk__in=application_ids)
    found = list(rows.select_related("unit", "applicant"))
    if application_ids is not None and len(found) != len(set(application_ids)):
        raise NotProposed(count=len(set(application_ids)) - len(found))
    if not found:
        raise NothingProposed(call=notice.call.title)
    order = {grade.code: at for at, grade in enumerate(notice.call.said_terms.grades)}
    return sorted(found, key=lambda one: (order.get(one.grade, len(order)), one.pk))


def _freeze(notice: Notice, applications: Sequence[Application]) -> None:
    """Write the list down. Refuses: NotForPublic."""
    notice.list_text = frozen(lines_of(applications, notice.call.said_terms))
    notice.digest = digest_of(notice.list_text)
    notice.save()
    NoticeLine.objects.filter(notice=notice).delete()
    NoticeLine.objects.bulk_create(
        NoticeLine(
            notice=notice,
            application=one,
            position=position,
            territory_path=notice.territory_path,
            industry_path=notice.industry_path,
        )
        for position, one in enumerate(applications, 1)
    )


def _record_made(work: Work, notice: Notice) -> None:
    work.record(
        "notice.make",
        notice,
        reason=notice.correction,
        call=(None, notice.call.code),
        title=(None, notice.title),
        digest=(None, notice.digest),
        replaces=(None, notice.replaces.code if notice.replaces else None),
    )
