"""What must hold before an application is confirmed or named, or leaves the list after that, and who may attach files to an objection."""

from datetime import datetime

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.access.work import Work
from xinghe.attachments.registry import Placed, subject_kind
from xinghe.foundation.errors import Forbidden, Missing, Refusal, gettext_noop
from xinghe.notices.models import Notice, NoticeLine, Objection
from xinghe.notices.rules.admission import last_day
from xinghe.notices.vocab import BOX, OPEN, SETTLED, STANDING, ObjectionState, Outcome
from xinghe.programmes.models import Application
from xinghe.unions.queries import people_carrying


class NotOnNotice(Refusal):
    """It was never put before everybody."""

    code = "not_on_notice"
    message = gettext_noop(
        "“%(title)s” stands on no public notice that counts. Put it on one, and wait until its time is over."
    )


class NoticeRuns(Refusal):
    """Objections are still taken."""

    code = "notice_runs"
    message = gettext_noop(
        "The notice runs until the end of %(closes_on)s, and objections are taken until then. Come back the day after."
    )


class NoticeTooShort(Refusal):
    """The calendar of the year came out after it was published, and took days from it."""

    code = "notice_too_short"
    message = gettext_noop(
        "By the calendar that came out since, the notice ran %(days)s working days, and the call promises %(wanted)s. Begin a "
        "corrected notice; its time starts anew."
    )


class ObjectionOpen(Refusal):
    """Somebody objected, and nothing is decided yet."""

    code = "objection_open"
    message = gettext_noop(
        "%(count)s objections are not decided yet. Nothing is confirmed or named before; decide them first."
    )


class NothingUpheld(Refusal):
    """What was confirmed leaves the list for an objection alone."""

    code = "nothing_upheld"
    message = gettext_noop(
        "“%(title)s” is confirmed, and no objection to it was decided with “taken off the list”. Record the objection and "
        "decide it; the rest follows by itself."
    )


def notice_over(work: Work, application: Application) -> None:
    """The notice that counts for it has run out. 1 query. Refuses: NotOnNotice, NoticeRuns, NoticeTooShort."""
    rows = NoticeLine.objects.filter(application=application, notice__state__in=STANDING)
    line = rows.select_related("notice").order_by("-notice__published_at").first()
    if line is None:
        raise NotOnNotice(title=application.title)
    require_over(line.notice, work.now)
    require_long_enough(line.notice)


def require_over(notice: Notice, now: datetime) -> None:
    """No objections are taken to it any more. Refuses: NoticeRuns."""
    if now < notice.takes_until:
        raise NoticeRuns(closes_on=last_day(notice.takes_until))


def require_long_enough(notice: Notice) -> None:
    """It had the working days that the call promises. Refuses: NoticeTooShort."""
    if notice.days_run < notice.notice_days:
        raise NoticeTooShort(days=notice.days_run, wanted=notice.notice_days)


def no_open_objection(work: Work, application: Application) -> None:
    """No objection to it waits for a decision, whoever asks. 3 queries. Refuses: ObjectionOpen."""
    require_no_open([application.pk])


def require_no_open(application_ids: list[int]) -> None:
    """The same of several at once. Refuses: ObjectionOpen."""
    # As the machine: who sees no objections must not pass because of it.
    with fenced(BOX):
        count = Objection.objects.filter(application__in=application_ids, state__in=OPEN).count()
    if count:
        raise ObjectionOpen(count=count)


def objection_upheld(work: Work, application: Application) -> None:
    """An objection to it was decided by taking it off the list, whoever asks. 3 queries. Refuses: NothingUpheld."""
    with fenced(BOX):
        rows = Objection.objects.filter(application=application, outcome=Outcome.CANCEL)
        is_upheld = rows.exists()
    if not is_upheld:
        raise NothingUpheld(title=application.title)


def handlers_of(objection: Objection, now: datetime) -> tuple[int, ...]:
    """Who may read it: by their office at the union that published, unless it is about their own application. 1 query."""
    carrying = people_carrying(Power.OBJECTION_READ, union_id=objection.union_id, now=now)
    return tuple(number for number in carrying if number not in objection.people)


def may_attach(actor: Actor, subject_id: int, *, begun_at: datetime) -> Placed:
    """Who handles it, until it is settled. The files stand nowhere in the tree: its handlers alone open them.

    Refuses: Missing, Forbidden.
    """
    rows = within(actor, Power.OBJECTION_READ, Objection.objects.filter(pk=subject_id))
    objection = rows.first()
    if objection is None:
        raise Missing
    is_handler = within(actor, Power.OBJECTION_HANDLE, rows).exists()
    if not is_handler or ObjectionState(objection.state) in SETTLED:
        raise Forbidden(power=Power.OBJECTION_HANDLE)
    return Placed(territory_path="", industry_path="", people=handlers_of(objection, begun_at))


subject_kind("objection", may_attach=may_attach)
