"""An objection is decided by somebody else than who looked into it, and the objector is answered."""

from xinghe.access.work import Work, command
from xinghe.foundation.errors import Phrase, Refusal, gettext_noop
from xinghe.notices.actions.sealed import identity_of
from xinghe.notices.actions.steps import require_unconcerned, take_objection, take_step
from xinghe.notices.models import Objection, Objector
from xinghe.notices.registry import begin_revoking
from xinghe.notices.rules.words import refuse_naming, words_read
from xinghe.notices.vocab import Act, ObjectionState, Outcome
from xinghe.programmes.actions.telling import carry_out
from xinghe.programmes.models import Application
from xinghe.programmes.moves import NoSuchMove
from xinghe.programmes.queries.grades import grade_of, refuse_full
from xinghe.programmes.vocab import ENDED, MoveName, Phase


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


class GradeConferred(Refusal):
    """A grade that stands in a decision is not changed."""

    code = "grade_conferred"
    message = gettext_noop(
        "“%(title)s” was named with its grade already, and a decision that was issued is not changed. Take it off the list, "
        "which begins its revocation, or let the list stand."
    )


@command
def decide_objection(
    work: Work,
    *,
    objection_id: int,
    outcome: Outcome,
    words: str,
    grade: str = "",
    article: str = "",
    version: int | None = None,
) -> Objection:
    """Decide: the list stands, another grade (then a notice follows once more), or off the list.

    ``words`` say why, for the people of the application to read. What was named already is taken off by a decision of
    revocation, by an ``article`` of the rules: it is begun here, and a second person issues it. Refuses: Missing, Forbidden,
    ObjectionNotSo, ObjectionMoved, OwnFinding, DeciderConflicted, WhyNeeded, ObjectorNamed, GradeUnknown, GradeFull, GradeAsBefore,
    GradeConferred, and what ``moves.apply`` and ``decisions.begin_revocation`` refuse.
    """
    states = frozenset({ObjectionState.FACT_FINDING})
    objection = take_objection(work, objection_id, states, version=version)
    if objection.investigator_id == work.actor.person_id:
        raise OwnFinding
    require_unconcerned(work, objection)
    said = words_read(words)
    refuse_naming(identity_of(work, Objector.objects.get(objection=objection)), said, article)
    assert objection.application_id is not None  # by constraint
    application = Application.objects.select_for_update(of=("self",)).get(pk=objection.application_id)
    if outcome is Outcome.CHANGE_GRADE:
        _regrade(work, application, grade)
        objection.grade = grade
    objection.outcome, objection.outcome_words, objection.decided_at = outcome, said, work.now
    take_step(work, objection, Act.DECIDE, ObjectionState.DECIDED, outcome=(None, outcome))
    if outcome is Outcome.CANCEL:  # last, for the gate asks for an objection that was upheld
        _take_off(work, application, said, article=article)
    return objection


def _take_off(work: Work, application: Application, words: str, *, article: str) -> None:
    """Take it off the list, or have its revocation begun; what is off the list already stays so."""
    if application.phase == Phase.NAMED:
        begin_revoking(work, application.pk, reason=words, article=article)
    elif application.phase not in ENDED:
        carry_out(work, application, MoveName.REMOVE, words=words)


def _regrade(work: Work, application: Application, grade: str) -> None:
    """Give an application another grade of its call, as long as that has room.

    On public notice it stays there, for a corrected one; what is confirmed goes back before a notice of its own.
    """
    if application.phase == Phase.NAMED:
        raise GradeConferred(title=application.title)
    if application.phase not in (Phase.PUBLIC_NOTICE, Phase.CONFIRMED):
        raise NoSuchMove(move=MoveName.PROPOSE, phase=Phase(application.phase))
    wanted = grade_of(application.call, grade)
    if application.grade == grade:
        raise GradeAsBefore(grade=Phrase(wanted.label))
    refuse_full(application.call, wanted)
    before, application.grade = application.grade, grade
    application.version += 1
    application.save(update_fields=["grade", "version"])
    work.record("application.regrade", application, grade=(before, grade))
    if application.phase == Phase.CONFIRMED:
        carry_out(work, application, MoveName.TAKE_BACK)


@command
def reply_to_objector(work: Work, *, objection_id: int, words: str, version: int | None = None) -> Objection:
    """Answer who objected: they read it with the code they were given, and it is sent to their address.

    Refuses: Missing, Forbidden, ObjectionNotSo, ObjectionMoved, WhyNeeded.
    """
    objection = take_objection(work, objection_id, frozenset({ObjectionState.DECIDED}), version=version)
    objection.reply = words_read(words)
    return take_step(work, objection, Act.REPLY, ObjectionState.REPLIED)
