"""What the desks on the way do: seal, forward, return, decline, and put what lies there in order."""

from collections.abc import Iterable, Sequence

from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.programmes import moves
from xinghe.programmes.actions.telling import carry_out
from xinghe.programmes.gates.paper import evidence_counts
from xinghe.programmes.models import Application, Call, Place
from xinghe.programmes.rules.days import correction_ends
from xinghe.programmes.rules.seal import check_word
from xinghe.programmes.vocab import CORRECTION_DAYS, OPINION_LIMIT, MoveName, Phase
from xinghe.recommendations.rules.words import reasons_read, words_read
from xinghe.unions.models import Union


class CheckWordWrong(Refusal):
    """The sealed page belongs to another version."""

    code = "check_word_wrong"
    message = gettext_noop(
        "“%(word)s” is not the check word of version %(number)s. Print that version, seal it, and enter the word at "
        "the foot of the sealed page."
    )
    status = 422


class SealedPageMissing(Refusal):
    """A seal is seen on paper."""

    code = "sealed_page_missing"
    message = gettext_noop(
        "The sealed page is not there yet, or still being checked. Upload it as EV01 first."
    )
    status = 422


class PileHasOthers(Refusal):
    """An order may only name what lies at the desk, each once."""

    code = "pile_has_others"
    message = gettext_noop(
        "%(count)s of these applications do not lie at this desk, are your own, or stand here twice. "
        "Reload the page and order what is left."
    )


@command
def seal(work: Work, *, application_id: int, word: str, version: int | None = None) -> Application:
    """Say that the unit has sealed this version: the sealed page is there, and its check word is that of the version.

    Refuses: Missing, Forbidden, ApplicationMoved, NoSuchMove, SealedPageMissing, CheckWordWrong.
    """
    application = work.claim(Application, application_id)
    if version is not None and version != application.version:
        raise moves.ApplicationMoved
    _require_of_unit(work, application)
    if application.phase not in (Phase.RECOMMENDING, Phase.FORMAL_CHECK):
        raise moves.NoSuchMove(move=MoveName.FORWARD, phase=application.told_phase)
    if not evidence_counts(application.pk).get("EV01"):
        raise SealedPageMissing
    if check_word(application.digest) != word.strip().upper():
        raise CheckWordWrong(word=word.strip()[:20], number=application.versions.count())
    before, application.sealed_digest = application.sealed_digest, application.digest
    application.version += 1
    application.save(update_fields=["sealed_digest", "version"])
    work.record("application.seal", application, sealed=(before[:12] or None, application.digest[:12]))
    return application


def _require_of_unit(work: Work, application: Application) -> None:
    unit = Union.objects.get(pk=application.unit_id)
    work.require(Power.APPLICATION_SEAL, unit)
    if work.actor.person_id in application.people:
        work.require(Power.APPLICATION_SEAL, application)


@command
def forward(work: Work, *, application_id: int, opinion: str = "", version: int | None = None) -> Application:
    """Send an application on to the next desk of its line, or from the last into formal examination.

    Refuses: Missing, and what ``moves.apply`` refuses.
    """
    application = work.claim(Application, application_id)
    words = opinion.strip()[:OPINION_LIMIT]
    return carry_out(work, application, MoveName.FORWARD, version=version, words=words)


@command
def undo_forward(work: Work, *, application_id: int, version: int | None = None) -> Application:
    """Take a forwarding back before the next desk has acted.

    Refuses: Missing, ApplicationMoved, ForwardingStands, Forbidden.
    """
    return moves.undo_forward(work, work.claim(Application, application_id), version=version)


@command
def return_application(
    work: Work,
    *,
    application_id: int,
    reasons: Iterable[str],
    words: str,
    days: int = CORRECTION_DAYS,
    version: int | None = None,
) -> Application:
    """Give an application back to be corrected within so many working days; the desk's clock stops.

    Refuses: Missing, ReturnReasonNeeded, DaysOutside, and what ``moves.apply`` refuses.
    """
    application = work.claim(Application, application_id)
    return carry_out(
        work,
        application,
        MoveName.RETURN,
        version=version,
        reasons=reasons_read(reasons),
        words=words_read(words),
        due_at=correction_ends(work.now, days=days),
    )


@command
def decline(
    work: Work, *, application_id: int, reasons: Iterable[str], words: str, version: int | None = None
) -> Application:
    """Say no, with a reason the applicant reads. Refuses: Missing, ReturnReasonNeeded, and what ``moves.apply`` refuses."""
    application = work.claim(Application, application_id)
    chosen, said = reasons_read(reasons), words_read(words)
    return carry_out(work, application, MoveName.DECLINE, version=version, reasons=chosen, words=said)


@command
def rank_pile(work: Work, *, desk_id: int, call_id: int, order: Sequence[int]) -> int:
    """Put what lies at a desk for one call in the order of these numbers; how many have a place.

    Refuses: Missing, Forbidden, PileHasOthers.
    """
    desk = work.claim(Union, desk_id)
    work.require(Power.APPLICATION_FORWARD, desk)
    call = Call.objects.get(pk=call_id)
    # What is being forwarded now is waited for, and lies here no longer.
    lying = Application.objects.select_for_update(of=("self",), no_key=True).filter(call=call, desk=desk)
    pile = within(work.actor, Power.APPLICATION_FORWARD, lying.order_by("pk")).in_bulk(list(order))
    strangers = len(order) - len(pile)
    if strangers or len(set(order)) != len(order):
        raise PileHasOthers(count=strangers or len(order) - len(set(order)))
    Place.objects.filter(call=call, desk=desk, application__desk=desk).delete()
    kept = Place.objects.filter(call=call, desk=desk).count()
    Place.objects.bulk_create(
        Place(
            application=pile[number],
            call=call,
            desk=desk,
            position=kept + position,
            territory_path=pile[number].territory_path,
            industry_path=pile[number].industry_path,
        )
        for position, number in enumerate(order, 1)
    )
    work.record("application.rank_pile", call, desk=(None, desk.name), number=(None, len(order)))
    return len(order)
