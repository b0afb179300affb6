"""An objection is decided by somebody else than who looked into it, and the objector is answered."""

from xinghe.access.work import Work, command
from xinghe.foundation.errors import Phrase, Refusal, gettext_noop
from xinghe.notices.actions.sealed import identity_of
from xinghe.notices.actions.steps import take_objection, take_step
from xinghe.notices.models import Objection, Objector
from xinghe.notices.rules.words import refuse_naming, words_read
from xinghe.notices.vocab import Act, ObjectionState, Outcome
from xinghe.programmes.actions.telling import carry_out
from xinghe.programmes.models import Application
from xinghe.programmes.moves import NoSuchMove
from xinghe.programmes.queries.grades import grade_of, refuse_full
from xinghe.programmes.vocab import MoveName, Phase


class OwnFinding(Refusal):
    """Who looked into it does not decide."""

    code = "own_finding"
    message = gettext_noop("You looked into this objection yourself. Have a colleague decide it.")
    status = 403


class GradeAsBefore(Refusal):
    """Another grade is another one."""

    code = "grade_as_before"
    message = gettext_noop(
        "The application has the grade “%(grade)s” already. Choose another, or let the list stand."
    )
    status = 422


class NamedMeanwhile(Refusal):
    """What is named has the grade that its document says."""

    code = "named_meanwhile"
    message = gettext_noop(
        "“%(title)s” was named meanwhile, with the grade its document says. Decide that it comes off the list; the "
        "naming is then revoked by a decision, and it may be named anew."
    )


@command
def decide_objection(
    work: Work,
    *,
    objection_id: int,
    outcome: Outcome,
    words: str,
    grade: str = "",
    version: int | None = None,
) -> Objection:
    """Decide: the list stands, another grade (then a corrected notice follows), or off the list.

    What was confirmed meanwhile goes back before the notice with its new grade. What was named meanwhile stays named until
    a decision revokes it, which this one calls for. ``words`` say why, for the people of the application to read.

    Refuses: Missing, Forbidden, ObjectionNotSo, ObjectionMoved, OwnFinding, WhyNeeded, ObjectorNamed, GradeUnknown,
    GradeFull, GradeAsBefore, NamedMeanwhile, and what ``moves.apply`` refuses.
    """
    states = frozenset({ObjectionState.FACT_FINDING})
    objection = take_objection(work, objection_id, states, version=version)
    if objection.investigator_id == work.actor.person_id:
        raise OwnFinding
    said = words_read(words)
    refuse_naming(identity_of(work, Objector.objects.get(objection=objection)), said)
    assert objection.application_id is not None  # by constraint
    application = Application.objects.select_for_update(of=("self",)).get(pk=objection.application_id)
    match outcome:
        case Outcome.CHANGE_GRADE:
            _regrade(work, application, grade)
            objection.grade = grade
        case Outcome.CANCEL if application.phase != Phase.NAMED:
            carry_out(work, application, MoveName.REMOVE, words=said)
    objection.outcome, objection.outcome_words, objection.decided_at = outcome, said, work.now
    return take_step(work, objection, Act.DECIDE, ObjectionState.DECIDED, outcome=(None, outcome))


def _regrade(work: Work, application: Application, grade: str) -> None:
    """Give an application on public notice, or confirmed after it, another grade of its call, as long as that has room."""
    if application.phase == Phase.NAMED:
        raise NamedMeanwhile(title=application.title)
    if application.phase not in (Phase.PUBLIC_NOTICE, Phase.CONFIRMED):
        raise NoSuchMove(move=MoveName.PROPOSE, phase=Phase(application.phase))
    wanted = grade_of(application.call, grade)
    if application.grade == grade:
        raise GradeAsBefore(grade=Phrase(wanted.label))
    refuse_full(application.call, wanted)
    if application.phase == Phase.CONFIRMED:
        carry_out(work, application, MoveName.PROPOSE)
    before, application.grade = application.grade, grade
    application.version += 1
    application.save(update_fields=["grade", "version"])
    work.record("application.regrade", application, grade=(before, grade))


@command
def reply_to_objector(work: Work, *, objection_id: int, words: str, version: int | None = None) -> Objection:
    """Answer who objected: they read it with the code they were given, and it is sent to their address.

    Refuses: Missing, Forbidden, ObjectionNotSo, ObjectionMoved, WhyNeeded.
    """
    objection = take_objection(work, objection_id, frozenset({ObjectionState.DECIDED}), version=version)
    objection.reply = words_read(words)
    return take_step(work, objection, Act.REPLY, ObjectionState.REPLIED)
