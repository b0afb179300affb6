"""What an applicant does: begin, write, hand in, hand in again, withdraw."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.accounts.models import Person
from xinghe.foundation.clock import CHINA
from xinghe.foundation.errors import Forbidden, Missing, Refusal, gettext_noop
from xinghe.foundation.locks import hold
from xinghe.programmes import moves
from xinghe.programmes.actions.telling import carry_out
from xinghe.programmes.gates.deadline import before_deadline
from xinghe.programmes.models import Application, Call
from xinghe.programmes.queries.prefill import first_answers, results_to_enter
from xinghe.programmes.rules.answers import tidied
from xinghe.programmes.vocab import ENDED, TITLE_LIMIT, WITH_APPLICANT, CallState, MoveName, Phase
from xinghe.recommendations.rules.route import choose_line
from xinghe.results.models import Result
from xinghe.unions.models import Union
from xinghe.unions.queries import unit_of
from xinghe.unions.vocab import Line


class NoUnit(Refusal):
    """Somebody who belongs to no unit has nobody to recommend them."""

    code = "applicant_without_unit"
    message = gettext_noop(
        "You are not enrolled at a unit, and an application goes up from one. Ask your union to enrol you."
    )
    status = 422


class ResultNeeded(Refusal):
    """The kind is about a recorded result."""

    code = "result_needed"
    message = gettext_noop(
        "This call is about a recorded result. Choose one of yours that is not entered yet."
    )
    status = 422


class AppliedAlready(Refusal):
    """As many as one applicant may have."""

    code = "applied_already"
    message = gettext_noop(
        "You have %(count)s applications to “%(call)s”, the most there may be. Go on with the one you began."
    )


class AnswersSavedElsewhere(Refusal):
    """Two pages of one application are open."""

    code = "answers_saved_elsewhere"
    message = gettext_noop(
        "This application was saved at %(saved_at)s on another page or phone. What you typed is still here: compare, "
        "then save again to keep yours."
    )


class NotWithYou(Refusal):
    """It lies at a desk."""

    code = "not_with_you"
    message = gettext_noop(
        "The application is “%(phase)s” and lies at a desk, so it cannot be changed. Have it returned, or withdraw it."
    )


@command
def begin_application(work: Work, *, call_id: int, result_id: int | None = None) -> Application:
    """Begin an application to an open call, filled in from what is on record.

    Refuses: Missing, CallNotOpen, CallClosed, NoUnit, ResultNeeded, AppliedAlready.
    """
    call = Call.objects.filter(pk=call_id, state=CallState.OPEN).select_related("union").first()
    if call is None or work.actor.person_id is None:
        raise Missing
    person = Person.objects.get(pk=work.actor.person_id)
    unit = unit_of(person.territory_path, person.industry_path)
    if unit is None:
        raise NoUnit
    _refuse_more(call, person.pk)
    result = _result(work, call, result_id)
    answers = first_answers(call.said_terms.form, applicant=person.name, unit=unit, result=result)
    application = Application(
        call=call,
        kind_code=call.kind_code,
        applicant=person,
        people=sorted({person.pk, *(result.people if result else ())}),
        unit=unit,
        result=result,
        begun_at=work.now,
        saved_at=work.now,
    )
    _write(application, answers)
    before_deadline(work, application)
    application.save()
    work.leave_unrecorded("a draft is its author's own paper until it is handed in")
    return application


def _refuse_more(call: Call, person_id: int) -> None:
    most = call.kind.per_applicant
    if most is None:
        return
    hold("applicant", call.pk, person_id)
    theirs = Application.objects.filter(call=call, applicant_id=person_id).exclude(phase__in=ENDED)
    count = theirs.count()
    if count >= most:
        raise AppliedAlready(count=count, call=call.title)


def _result(work: Work, call: Call, result_id: int | None) -> Result | None:
    if not call.kind.needs_result:
        return None
    if result_id is None:
        raise ResultNeeded
    # Several made it, and each of them may enter it.
    hold("result", call.pk, result_id)
    found = results_to_enter(work.actor, call_id=call.pk).filter(pk=result_id).first()
    if found is None:
        raise ResultNeeded
    return found


def _write(application: Application, raw: Mapping[str, Any]) -> None:
    form = application.call.said_terms.form
    application.answers = tidied(form, raw)
    # The name it goes by in lists is an answer like the others.
    for field in form.fields:
        if field.is_title:
            application.title = str(application.answers.get(field.name, ""))[:TITLE_LIMIT]
    # While it is completed it holds a place in the category that was handed in.
    if application.phase != Phase.CORRECTION:
        _put_in_category(application)


def _put_in_category(application: Application) -> None:
    for field in application.call.said_terms.form.fields:
        if field.is_category:
            application.category = str(application.answers.get(field.name, ""))[:40]


@command
def save_answers(
    work: Work, *, application_id: int, answers: Mapping[str, Any], seen: datetime | None = None
) -> Application:
    """Keep what is written so far, whole or not; fields that ``answers`` does not name stay as they are.

    ``seen`` is when it was saved last, as the page shows it; None asks nothing.
    Refuses: Missing, Forbidden, NotWithYou, AnswersSavedElsewhere.
    """
    application = _mine(work, application_id)
    if seen is not None and seen != application.saved_at:
        local = application.saved_at.astimezone(CHINA)
        raise AnswersSavedElsewhere(saved_at=f"{local:%Y-%m-%d %H:%M}")
    _write(application, {**application.answers, **answers})
    application.saved_at = work.now
    application.save(update_fields=["answers", "title", "category", "saved_at"])
    work.leave_unrecorded("a draft is its author's own paper until it is handed in")
    return application


def _mine(work: Work, application_id: int) -> Application:
    application = work.claim(Application, application_id)
    if work.actor.person_id not in application.people:
        raise Forbidden(power=Power.APPLICATION_WRITE)
    if Phase(application.phase) not in WITH_APPLICANT:
        raise NotWithYou(phase=Phase(application.phase))
    return application


@command
def hand_in(
    work: Work, *, application_id: int, line: Line | None = None, version: int | None = None
) -> Application:
    """Hand a draft in on one line, which is chosen once. What is handed in is kept word for word.

    Refuses: Missing, Forbidden, NotWithYou, LineNeeded, LineNotOpen, NoDeskAbove, and what ``moves.apply`` refuses.
    """
    application = _mine(work, application_id)
    unit = Union.objects.get(pk=application.unit_id)
    wanted = application.kind.lines
    paths = {
        one: path
        for one, path in ((Line.TERRITORY, unit.territory_path), (Line.INDUSTRY, unit.industry_path))
        if one in wanted
    }
    chosen = choose_line(paths=paths, union=unit.name, asked=line, locked=None)
    application.line = chosen
    application.territory_path = paths[chosen] if chosen is Line.TERRITORY else ""
    application.industry_path = paths[chosen] if chosen is Line.INDUSTRY else ""
    return carry_out(work, application, MoveName.HAND_IN, version=version)


@command
def hand_in_again(work: Work, *, application_id: int, version: int | None = None) -> Application:
    """Give a returned application back, or one that was to be completed. A change voids the seal.

    Refuses: Missing, Forbidden, NotWithYou, and what ``moves.apply`` refuses.
    """
    application = _mine(work, application_id)
    name = MoveName.COMPLETE if application.phase == Phase.CORRECTION else MoveName.HAND_IN_AGAIN
    _put_in_category(application)
    return carry_out(work, application, name, version=version)


@command
def withdraw(work: Work, *, application_id: int, words: str = "", version: int | None = None) -> Application:
    """Take an application back before it is decided. Refuses: Missing, and what ``moves.apply`` refuses."""
    application = work.claim(Application, application_id)
    return carry_out(work, application, MoveName.WITHDRAW, version=version, words=words.strip()[:500])


@command
def throw_away(work: Work, *, application_id: int) -> Application:
    """Give a draft up that was never handed in; it is out of the way and frees its result.

    Refuses: Missing, Forbidden, NotWithYou, NoSuchMove.
    """
    application = _mine(work, application_id)
    moves.throw_away(application)
    work.leave_unrecorded("a draft is its author's own paper until it is handed in")
    return application
