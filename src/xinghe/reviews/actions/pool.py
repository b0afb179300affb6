"""The pool of judges of one union: who is in it, and what is known of them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.accounts.models import Person
from xinghe.foundation.errors import Forbidden, Missing, Refusal, gettext_noop
from xinghe.foundation.text import narrow, tidy
from xinghe.reviews.models import Judge
from xinghe.reviews.models.standing import as_clerk
from xinghe.unions.models import Union


class InPoolAlready(Refusal):
    """One person stands in a pool once."""

    code = "in_pool_already"
    message = gettext_noop("“%(name)s” is in this pool already. Change the entry that is there.")


class AvailabilityWrong(Refusal):
    """Available from a day until another, and for at least one entry."""

    code = "availability_wrong"
    message = gettext_noop(
        "Available from %(since)s until %(until)s, for %(load)s entries: the end must be later, and the load 1 or more. "
        "Correct it, or leave it empty."
    )
    status = 422


@command
def enrol_judge(
    work: Work,
    *,
    union_id: int,
    person_id: int,
    fields: Iterable[str] = (),
    near_fields: Iterable[str] = (),
    speciality: str = "",
    employer: str = "",
    employer_code: str = "",
    employer_group: str = "",
    honours: Iterable[Mapping[str, Any]] = (),
    available_from: date | None = None,
    available_until: date | None = None,
    load_wish: int | None = None,
) -> Judge:
    """Take a person into the pool of a union. Refuses: Missing, Forbidden, InPoolAlready, AvailabilityWrong."""
    union = work.claim(Union, union_id)
    if work.actor.person_id is None:
        raise Forbidden(power=Power.JUDGE_KEEP)
    work.require(Power.JUDGE_KEEP, union)
    person = within(
        work.actor, Power.PERSON_READ, Person.objects.filter(pk=person_id, is_active=True)
    ).first()
    if person is None:
        raise Missing
    if Judge.objects.filter(union=union, person=person).exists():
        raise InPoolAlready(name=person.name)
    judge = Judge(
        union=union,
        person=person,
        territory_path=union.territory_path,
        industry_path=union.industry_path,
        enrolled_by_id=work.actor.person_id,
        enrolled_at=work.now,
    )
    _describe(
        judge,
        fields=fields,
        near_fields=near_fields,
        speciality=speciality,
        employer=employer,
        employer_code=employer_code,
        employer_group=employer_group,
        honours=honours,
    )
    _available(judge, available_from, available_until, load_wish)
    judge.save()
    work.record("judge.enrol", judge, person=(None, person.name), union=(None, union.name))
    return judge


@command
def change_judge(
    work: Work,
    *,
    judge_id: int,
    fields: Iterable[str] | None = None,
    near_fields: Iterable[str] | None = None,
    speciality: str | None = None,
    employer: str | None = None,
    employer_code: str | None = None,
    employer_group: str | None = None,
    honours: Iterable[Mapping[str, Any]] | None = None,
    is_active: bool | None = None,
) -> Judge:
    """Change what is known of a judge; what is None stays. Refuses: Missing, Forbidden."""
    judge = work.claim(Judge, judge_id)
    work.require(Power.JUDGE_KEEP, judge)
    was = (judge.employer, judge.is_active)
    said = {
        "fields": fields,
        "near_fields": near_fields,
        "speciality": speciality,
        "employer": employer,
        "employer_code": employer_code,
        "employer_group": employer_group,
        "honours": honours,
    }
    _describe(judge, **{name: value for name, value in said.items() if value is not None})
    judge.is_active = judge.is_active if is_active is None else is_active
    judge.save()
    work.record(
        "judge.change",
        judge,
        employer=(was[0] or None, judge.employer or None),
        is_active=(was[1], judge.is_active),
    )
    return judge


@command
def say_availability(
    work: Work,
    *,
    judge_id: int,
    available_from: date | None = None,
    available_until: date | None = None,
    load_wish: int | None = None,
) -> Judge:
    """Say when a judge has time and for how many entries: the judge for themselves, or who keeps the pool.

    Refuses: Missing, Forbidden, AvailabilityWrong.
    """
    found = within(work.actor, Power.JUDGE_READ, Judge.objects.filter(pk=judge_id)).first()
    if found is None:
        raise Missing
    if found.person_id != work.actor.person_id:
        work.require(Power.JUDGE_KEEP, found)
    _available(found, available_from, available_until, load_wish)
    # Judges read their own row and write none of it: what counts in a draw is kept by the pool's officers.
    with as_clerk():
        found.save(update_fields=["available_from", "available_until", "load_wish"])
    work.record("judge.available", found, day=(None, available_from), until_at=(None, available_until))
    return found


def _describe(judge: Judge, **said: Any) -> None:
    for name in ("fields", "near_fields"):
        if name in said:
            setattr(judge, name, sorted({narrow(one)[:40] for one in said[name]} - {""}))
    for name, limit in (("speciality", 120), ("employer", 120), ("employer_group", 120)):
        if name in said:
            setattr(judge, name, tidy(said[name])[:limit])
    if "employer_code" in said:
        judge.employer_code = narrow(said["employer_code"]).upper()[:18]
    if "honours" in said:
        judge.honours = [dict(one) for one in said["honours"]]


def _available(judge: Judge, since: date | None, until: date | None, load: int | None) -> None:
    if (since and until and since >= until) or (load is not None and load < 1):
        raise AvailabilityWrong(since=since or "–", until=until or "–", load=load or "–")
    judge.available_from, judge.available_until, judge.load_wish = since, until, load
