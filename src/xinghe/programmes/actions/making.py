"""An officer makes a call: from a kind or from an earlier call; its dates, terms and places; a longer time."""

from datetime import datetime

from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.foundation.clock import CHINA
from xinghe.foundation.errors import Forbidden, Missing, Phrase, Refusal, gettext_noop
from xinghe.programmes.gates.places import hold_places, used_places
from xinghe.programmes.models import Call, CallQuota, Extension
from xinghe.programmes.registry import kind_of
from xinghe.programmes.rules.quota import Quota, refuse_below
from xinghe.programmes.rules.settings import Settings, settled
from xinghe.programmes.rules.terms import Terms, digest_of
from xinghe.programmes.rules.words import reason_read
from xinghe.programmes.vocab import TITLE_LIMIT, CallState
from xinghe.unions.models import Union

DRAFTED = frozenset({CallState.DRAFT})


class CallNotSo(Refusal):
    """The call is too far for this, or not far enough."""

    code = "call_not_so"
    message = gettext_noop("“%(call)s” is “%(state)s”, so this cannot be done now. Reload the page.")


class CallTitleWrong(Refusal):
    """A call needs a name that fits on a page."""

    code = "call_title_wrong"
    message = gettext_noop("The title has %(found)s characters; 2 to %(limit)s are needed.")
    status = 422


class DatesWrong(Refusal):
    """A call closes after it opens, and neither lies in the past."""

    code = "dates_wrong"
    message = gettext_noop(
        "It opens at %(opens_at)s and closes at %(closes_at)s. It must close later than it opens."
    )
    status = 422


class NotLonger(Refusal):
    """An extension ends later than the call does."""

    code = "not_longer"
    message = gettext_noop("The call closes at %(closes_at)s; %(until)s is not later. Choose a later end.")
    status = 422


@command
def begin_call(work: Work, *, kind_code: str, union_id: int, title: str, year: int) -> Call:
    """Begin a call of a kind at a union, with the kind's own terms. Refuses: Missing, Forbidden, CallTitleWrong."""
    kind = kind_of(kind_code)
    return _begin(work, kind_code=kind.code, union_id=union_id, title=title, year=year, terms=kind.terms())


@command
def copy_call(work: Work, *, call_id: int, title: str, year: int) -> Call:
    """Begin a call from an earlier one of the same union: its terms and places, not its dates.

    Refuses: Missing, Forbidden, CallTitleWrong.
    """
    earlier = work.claim(Call, call_id)
    call = _begin(
        work,
        kind_code=earlier.kind_code,
        union_id=earlier.union_id,
        title=title,
        year=year,
        terms=earlier.said_terms,
        copied_from=earlier,
    )
    CallQuota.objects.bulk_create(
        CallQuota(
            call=call,
            union_id=quota.union_id,
            most=quota.most,
            reserve=quota.reserve,
            by_category=quota.by_category,
            least_of=quota.least_of,
            target=quota.target,
            territory_path=quota.territory_path,
            industry_path=quota.industry_path,
        )
        for quota in CallQuota.objects.filter(call=earlier)
    )
    call.gives_places = earlier.gives_places
    call.save(update_fields=["gives_places"])
    return call


def _begin(
    work: Work,
    *,
    kind_code: str,
    union_id: int,
    title: str,
    year: int,
    terms: Terms,
    copied_from: Call | None = None,
) -> Call:
    union = work.claim(Union, union_id)
    if work.actor.person_id is None:
        raise Forbidden(power=Power.CALL_MAKE)
    work.require(Power.CALL_MAKE, union)
    call = Call.objects.create(
        kind_code=kind_code,
        title=_title_read(title),
        year=year,
        announcement=copied_from.announcement if copied_from else "",
        union=union,
        territory_path=union.territory_path,
        industry_path=union.industry_path,
        terms=terms.to_json(),
        copied_from=copied_from,
        made_by_id=work.actor.person_id,
        made_at=work.now,
    )
    work.record("call.begin", call, kind=(None, kind_code), title=(None, call.title))
    return call


def _title_read(title: str) -> str:
    said = title.strip()
    if not 2 <= len(said) <= TITLE_LIMIT:
        raise CallTitleWrong(found=len(said), limit=TITLE_LIMIT)
    return said


def take_call(work: Work, call_id: int, power: Power, states: frozenset[CallState]) -> Call:
    """Claim a call for an act that fits these states. Refuses: Missing, Forbidden, CallNotSo."""
    call = work.claim(Call, call_id)
    work.require(power, call)
    if work.actor.person_id is None:
        raise Forbidden(power=power)
    if call.state not in states:
        raise CallNotSo(call=call.title, state=CallState(call.state))
    return call


@command
def change_call(
    work: Work,
    *,
    call_id: int,
    title: str | None = None,
    edition: str | None = None,
    announcement: str | None = None,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    settings: Settings | None = None,
) -> Call:
    """Change what a draft says; None leaves it. Refuses: Missing, Forbidden, CallNotSo, CallTitleWrong, DatesWrong, TermsWrong."""
    call = take_call(work, call_id, Power.CALL_MAKE, DRAFTED)
    before = Call.objects.get(pk=call.pk)
    if title is not None:
        call.title = _title_read(title)
    if edition is not None:
        call.edition = edition.strip()[:20]
    if announcement is not None:
        call.announcement = announcement.strip()
    call.opens_at, call.closes_at = opens_at or call.opens_at, closes_at or call.closes_at
    if call.opens_at and call.closes_at and call.closes_at <= call.opens_at:
        raise DatesWrong(opens_at=_said(call.opens_at), closes_at=_said(call.closes_at))
    if settings is not None:
        call.terms = settled(call.said_terms, settings).to_json()
    call.version += 1
    call.save()
    work.record(
        "call.change",
        call,
        title=(before.title, call.title),
        opens_at=(before.opens_at, call.opens_at),
        closes_at=(before.closes_at, call.closes_at),
        terms=(digest_of(before.terms), digest_of(call.terms)),
    )
    return call


def _said(instant: datetime) -> str:
    return f"{instant.astimezone(CHINA):%Y-%m-%d %H:%M}"


@command
def give_places(work: Work, *, call_id: int, union_id: int, quota: Quota | None) -> Call:
    """Say how many a recommending unit may send on; None takes its places away. Also while the call is open.

    Refuses: Missing, Forbidden, CallNotSo, PlacesGone, CategoryPlacesGone, SharesOverPlaces.
    """
    states = DRAFTED | {CallState.IN_APPROVAL, CallState.APPROVED, CallState.OPEN}
    call = take_call(work, call_id, Power.CALL_MAKE, states)
    union = work.claim(Union, union_id)
    hold_places(call.pk, union.pk)
    rows = CallQuota.objects.filter(call=call, union=union)
    before = rows.first()
    labels = {code: Phrase(label) for code, label in call.said_terms.categories}
    used = used_places(call.pk, union.pk)
    refuse_below(quota or Quota(most=0), used, union=union.name, labels=labels)
    if quota is None:
        rows.delete()
    else:
        CallQuota.objects.update_or_create(
            call=call,
            union=union,
            defaults={
                "most": quota.most,
                "reserve": quota.reserve,
                "by_category": dict(quota.by_category or {}),
                "least_of": dict(quota.least_of or {}),
                "target": quota.target,
                "territory_path": union.territory_path,
                "industry_path": union.industry_path,
            },
        )
    call.gives_places = CallQuota.objects.filter(call=call).exists()
    call.save(update_fields=["gives_places"])
    work.record(
        "call.give_places",
        call,
        union=(None, union.name),
        most=(before.most if before else None, quota.most if quota else 0),
        reserve=(before.reserve if before else None, quota.reserve if quota else None),
    )
    return call


@command
def cancel_call(work: Work, *, call_id: int, reason: str) -> Call:
    """Give a call up before it opens. Refuses: Missing, Forbidden, CallNotSo, ReasonNeeded."""
    states = DRAFTED | {CallState.IN_APPROVAL, CallState.APPROVED}
    call = take_call(work, call_id, Power.CALL_MAKE, states)
    before, call.state = call.state, CallState.CANCELLED
    call.save(update_fields=["state"])
    work.record("call.cancel", call, reason=reason_read(reason), state=(before, call.state))
    return call


@command
def ask_extension(work: Work, *, call_id: int, until: datetime, reason: str) -> Extension:
    """Ask that a call close later; a second person grants it.

    Refuses: Missing, Forbidden, CallNotSo, NotLonger, ReasonNeeded.
    """
    call = take_call(work, call_id, Power.CALL_MAKE, frozenset({CallState.OPEN}))
    assert call.closes_at is not None  # an open call is dated, by constraint
    assert work.actor.person_id is not None  # take_call refuses machines
    if until <= call.closes_at or until <= work.now:
        raise NotLonger(closes_at=_said(call.closes_at), until=_said(until))
    Extension.objects.filter(call=call, granted_by__isnull=True).delete()
    asked = Extension.objects.create(
        call=call,
        union_id=call.union_id,
        until=until,
        reason=reason_read(reason),
        asked_by_id=work.actor.person_id,
        asked_at=work.now,
        territory_path=call.territory_path,
        industry_path=call.industry_path,
    )
    work.record("call.ask_extension", call, reason=asked.reason, closes_at=(call.closes_at, until))
    return asked


@command
def grant_extension(work: Work, *, extension_id: int) -> Call:
    """Let a call close later, as somebody else asked. Refuses: Missing, Forbidden, CallNotSo, NotLonger."""
    seen = within(work.actor, Extension.READ, Extension.objects.filter(pk=extension_id)).first()
    if seen is None:
        raise Missing
    work.require(Power.CALL_APPROVE, seen)
    # The call first, as whoever asks does, or the two wait for each other.
    call = Call.objects.select_for_update(no_key=True).get(pk=seen.call_id)
    asked = work.claim(Extension, extension_id)
    if call.state != CallState.OPEN or asked.granted_at is not None or call.closes_at is None:
        raise CallNotSo(call=call.title, state=CallState(call.state))
    if asked.until <= max(call.closes_at, work.now):
        raise NotLonger(closes_at=_said(call.closes_at), until=_said(asked.until))
    asked.granted_by_id, asked.granted_at = work.actor.person_id, work.now
    asked.save(update_fields=["granted_by", "granted_at"])
    before, call.closes_at = call.closes_at, asked.until
    call.save(update_fields=["closes_at"])
    work.record("call.grant_extension", call, reason=asked.reason, closes_at=(before, call.closes_at))
    return call
