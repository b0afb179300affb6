"""A second person publishes; when the time is over the notice ends, and what stood on it is confirmed together."""

import hashlib

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.notices.actions.making import DRAFTED, NoticeNotSo, refuse_second_correction, take_notice
from xinghe.notices.gates import (
    no_open_objection,
    notice_over,
    require_long_enough,
    require_no_open,
    require_over,
)
from xinghe.notices.models import Notice, NoticeLine, NoticePaper
from xinghe.notices.queries.listing import lines_of, listed
from xinghe.notices.rules.clock import Period, china_date
from xinghe.notices.rules.listing import frozen
from xinghe.notices.rules.printing import page_of, printed
from xinghe.notices.vocab import STANDING, NoticeState
from xinghe.programmes.actions.telling import carry_out_all, tell_together
from xinghe.programmes.models import Application
from xinghe.programmes.vocab import MoveName, Phase


class OwnNotice(Refusal):
    """A second person publishes."""

    code = "own_notice"
    message = gettext_noop("You made this notice yourself. Have a colleague of your union publish it.")
    status = 403


class ListMoved(Refusal):
    """What would be published is no longer what was drafted."""

    code = "list_moved"
    message = gettext_noop(
        "Applications on the list changed since the notice was drafted. Save the draft anew and look at its list again."
    )


class CorrectionNeeded(Refusal):
    """What was published is no longer so."""

    code = "correction_needed"
    message = gettext_noop(
        "%(count)s lines are no longer what was published, such as “%(title)s”. Begin a corrected notice; its time starts anew."
    )


@command
def publish_notice(work: Work, *, notice_id: int, version: int | None = None) -> Notice:
    """Put a drafted notice before everybody: its list is frozen, its applications are on public notice, its page is kept.

    A corrected notice closes the one whose place it takes. Refuses: Missing, Forbidden, NoticeNotSo, NoticeMoved,
    OwnNotice, ListMoved, and what ``moves.apply_to_all`` refuses.
    """
    notice = work.claim(Notice, notice_id)
    if notice.made_by_id == work.actor.person_id:
        raise OwnNotice
    notice = take_notice(work, notice_id, Power.NOTICE_PUBLISH, DRAFTED, version=version)
    applications = listed(notice, locked=True)
    _require_as_drafted(notice, applications)
    proposed = [application for application in applications if application.phase == Phase.PROPOSED]
    carry_out_all(work, proposed, MoveName.ANNOUNCE)
    # Who is not on the list learns it at the same instant.
    tell_together(work, notice.call_id)
    _replace_earlier(work, notice)
    period = Period.of(work.now, days=notice.notice_days)
    notice.opens_on, notice.closes_on = period.opens_on, period.closes_on
    notice.published_at, notice.published_by_id = work.now, work.actor.person_id
    notice.state = NoticeState.PUBLISHED
    notice.version += 1
    notice.save()
    NoticeLine.objects.filter(notice=notice).update(is_public=True)
    paper = _keep_paper(work, notice)
    work.record(
        "notice.publish",
        notice,
        state=(NoticeState.DRAFT, notice.state),
        digest=(None, notice.digest),
        paper=(None, paper.digest),
        closes_on=(None, notice.closes_on),
    )
    return notice


def _require_as_drafted(notice: Notice, applications: list[Application]) -> None:
    standing = {Phase.PROPOSED} | ({Phase.PUBLIC_NOTICE} if notice.replaces_id else set())
    is_same = frozen(lines_of(applications, notice.call.said_terms)) == notice.list_text
    if not is_same or any(one.phase not in standing for one in applications):
        raise ListMoved


def _replace_earlier(work: Work, notice: Notice) -> None:
    if notice.replaces_id is None:
        return
    earlier = Notice.objects.select_for_update().get(pk=notice.replaces_id)
    if earlier.state not in STANDING:
        raise NoticeNotSo(state=NoticeState(earlier.state))
    before, earlier.state, earlier.closed_at = earlier.state, NoticeState.CLOSED, work.now
    earlier.version += 1
    earlier.save(update_fields=["state", "closed_at", "version"])
    work.record("notice.replace", earlier, reason=notice.correction, state=(before, earlier.state))


def _keep_paper(work: Work, notice: Notice) -> NoticePaper:
    page = page_of(
        title=notice.title,
        introduction=notice.introduction,
        correction=notice.correction,
        lines=notice.lines,
        period=notice.period,
        channels=notice.contacts,
        issuer=notice.union.name,
        published_on=china_date(work.now),
        digest=notice.digest,
    )
    pdf = printed(page)
    return NoticePaper.objects.create(
        notice=notice,
        pdf=pdf,
        digest=hashlib.sha256(pdf).hexdigest(),
        made_at=work.now,
        territory_path=notice.territory_path,
        industry_path=notice.industry_path,
    )


@command
def end_notice(work: Work, *, notice_id: int) -> Notice:
    """Say that a notice's time is over. Refuses: Missing, Forbidden, NoticeNotSo, NoticeRuns."""
    notice = take_notice(work, notice_id, Power.NOTICE_MAKE, frozenset({NoticeState.PUBLISHED}))
    require_over(notice, work.now)
    before, notice.state = notice.state, NoticeState.ENDED
    notice.version += 1
    notice.save(update_fields=["state", "version"])
    work.record("notice.end", notice, state=(before, notice.state))
    return notice


@command
def confirm_notice(work: Work, *, notice_id: int, version: int | None = None) -> Notice:
    """Confirm everything that still stands on a notice whose time is over, all of it or none.

    Refuses: Missing, Forbidden, NoticeNotSo, NoticeMoved, NoticeRuns, NoticeTooShort, ObjectionOpen, CorrectionUnderWay,
    CorrectionNeeded, and what ``moves.apply`` refuses.
    """
    notice = take_notice(work, notice_id, Power.NOTICE_MAKE, STANDING, version=version)
    require_over(notice, work.now)
    require_long_enough(notice)
    applications = [one for one in listed(notice, locked=True) if one.phase == Phase.PUBLIC_NOTICE]
    require_no_open([one.pk for one in applications])
    refuse_second_correction(work, notice)
    _require_as_published(notice, applications)
    # Both were asked of the whole list above.
    carry_out_all(work, applications, MoveName.CONFIRM, asked=(notice_over, no_open_objection))
    before, notice.state = notice.state, NoticeState.CLOSED
    notice.confirmed_at = notice.closed_at = work.now
    notice.version += 1
    notice.save(update_fields=["state", "confirmed_at", "closed_at", "version"])
    work.record("notice.confirm", notice, state=(before, notice.state), confirmed=(None, len(applications)))
    return notice


def _require_as_published(notice: Notice, applications: list[Application]) -> None:
    published = {one.code: one for one in notice.lines}
    now = lines_of(applications, notice.call.said_terms)
    changed = [one for one in now if published[one.code] != one]
    if changed:
        raise CorrectionNeeded(count=len(changed), title=changed[0].title)
