"""The one place where a phase changes."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db.models import F

from xinghe.access.checks import may, within
from xinghe.access.powers import Power
from xinghe.access.work import Work
from xinghe.attachments.actions import place_attachments
from xinghe.attachments.models import Attachment
from xinghe.attachments.registry import Placed
from xinghe.foundation.errors import Forbidden, Refusal, gettext_noop
from xinghe.programmes.kind import Gate, Move
from xinghe.programmes.models import Application, Passage, Place, Version
from xinghe.programmes.registry import gate_of_all, is_worked_on
from xinghe.programmes.rules.terms import digest_of
from xinghe.programmes.vocab import TOLD_TOGETHER, WITH_APPLICANT, MoveName, Phase
from xinghe.recommendations.queries.ways import Route
from xinghe.unions.models import Union


class NoSuchMove(Refusal):
    """The kind has no such move out of this phase."""

    code = "no_such_move"
    message = gettext_noop("“%(move)s” does not fit: the application is “%(phase)s”. Reload the page.")


class ApplicationMoved(Refusal):
    """The page shows how it stood before somebody acted."""

    code = "application_moved"
    message = gettext_noop(
        "Somebody acted on this application since your page was opened. Reload it and look again."
    )


class OrganiserNotAbove(Refusal):
    """The union that called does not stand above the unit on the chosen line."""

    code = "organiser_not_above"
    message = gettext_noop(
        "“%(organiser)s”, which called, does not stand above “%(unit)s” on this line. Choose the other line."
    )
    status = 422


class ForwardingStands(Refusal):
    """A forwarding is undone by the desk that forwarded, before anybody has acted on it."""

    code = "forwarding_stands"
    message = gettext_noop(
        "“%(desk)s” has acted on it since, or it was not forwarded last. Ask that desk to return it."
    )


class StepStands(Refusal):
    """A step is taken back before anybody builds on it."""

    code = "step_stands"
    message = gettext_noop(
        "The last step can no longer be taken back: judges have this application already, or somebody acted since. Reload the page."
    )


def apply(
    work: Work,
    application: Application,
    name: MoveName,
    *,
    version: int | None = None,
    reasons: Sequence[str] = (),
    words: str = "",
    due_at: datetime | None = None,
) -> Application:
    """Take one move: it exists here, you may, every gate lets it pass, and it is written down.

    ``version`` is that of the page it was seen on; None asks nothing. Who sends back says until when (``due_at``).
    Refuses: NoSuchMove, ApplicationMoved, Forbidden, OrganiserNotAbove, and what the move's gates refuse.
    """
    if version is not None and version != application.version:
        raise ApplicationMoved
    source = Phase(application.phase)
    move = application.kind.move(source, name)
    _ask_as_told(work, application, name)
    if move is None:
        raise NoSuchMove(move=name, phase=source)
    work.require(application.power_for(move), application)
    for gate in move.gates:
        gate(work, application)
    desk, waited = application.desk, used(work, application)
    goes_on = _go(work, application, move)
    application.lies_since, application.waited = work.now, waited if goes_on else timedelta()
    application.due_at = due_at
    application.is_untold = application.phase == Phase.DECLINED and source in TOLD_TOGETHER
    application.version += 1
    application.save()
    _passage(work, application, move, desk=desk, reasons=reasons, words=words, waited=waited).save()
    _record(work, application, move, desk=desk, reasons=reasons, words=words)
    return application


def _ask_as_told(work: Work, application: Application, name: MoveName) -> None:
    """Answer who does not decide as if it stood where they are told: a refusal is an answer too. At most 1 query.

    Refuses: NoSuchMove, Forbidden.
    """
    told = application.told_phase
    if told == application.phase or may(work.actor, Power.APPLICATION_DECIDE, application):
        return
    move = application.kind.move(told, name)
    if move is None:
        raise NoSuchMove(move=name, phase=told)
    work.require(application.power_for(move), application)
    raise NoSuchMove(move=name, phase=told)


# Decided on a list, about everything on it: nothing goes to another desk, and nothing is handed in.
ON_A_LIST = frozenset({MoveName.ANNOUNCE, MoveName.CONFIRM})


def apply_to_all(
    work: Work, applications: Sequence[Application], name: MoveName, *, asked: Collection[Gate] = ()
) -> None:
    """Take one move that is made on a list (``ON_A_LIST``) with everything on it: 3 queries, and those of its gates.

    What is refused of one is refused of all. ``asked`` are gates that the caller asked of all of them at once.
    Refuses: NoSuchMove, Forbidden, and what the move's other gates refuse.
    """
    assert name in ON_A_LIST
    taken: list[tuple[Application, Move]] = []
    for application in applications:
        move = application.kind.move(Phase(application.phase), name)
        if move is None:
            raise NoSuchMove(move=name, phase=Phase(application.phase))
        taken.append((application, move))
    numbers = [application.pk for application in applications]
    for power in {application.power_for(move) for application, move in taken}:
        if within(work.actor, power, Application.objects.filter(pk__in=numbers)).count() != len(taken):
            raise Forbidden(power=power)
    gates = dict.fromkeys(gate for _, move in taken for gate in move.gates if gate not in asked)
    for gate in gates:
        held = [application for application, move in taken if gate in move.gates]
        if together := gate_of_all(gate):
            together(work, held)
        else:
            for application in held:
                gate(work, application)
    passages = []
    for application, move in taken:
        waited = used(work, application)
        application.phase, application.due_at = move.target, None
        application.lies_since, application.waited = work.now, timedelta()
        application.version += 1
        passages.append(_passage(work, application, move, desk=application.desk, waited=waited))
        _record(work, application, move, desk=application.desk)
    for phase in {move.target for _, move in taken}:
        moved = [application.pk for application, move in taken if move.target is phase]
        Application.objects.filter(pk__in=moved).update(
            phase=phase, due_at=None, lies_since=work.now, waited=timedelta(), version=F("version") + 1
        )
    Passage.objects.bulk_create(passages)


def undo_forward(work: Work, application: Application, *, version: int | None = None) -> Application:
    """Bring an application back to the desk that forwarded it last; that desk's clock goes on where it stood.

    Refuses: ApplicationMoved, ForwardingStands, Forbidden.
    """
    if version is not None and version != application.version:
        raise ApplicationMoved
    passages = Passage.objects.filter(application=application).select_related("desk")
    last, holder = passages.order_by("-pk").first(), application.desk
    ranked = Place.objects.filter(application=application, desk=holder).exists()
    if last is None or last.move != MoveName.FORWARD or last.desk is None or holder is None or ranked:
        raise ForwardingStands(desk=holder.name if holder else "–")
    at_unit = last.desk_id == application.unit_id != application.call.union_id
    power = Power.APPLICATION_SEAL if at_unit else Power.APPLICATION_FORWARD
    work.require(power, last.desk)
    if work.actor.person_id in application.people:
        raise Forbidden(power=power)
    source = Phase(application.phase)
    if application.recommended_by_id == last.desk_id:
        application.recommended_by, application.is_reserve = None, False
    application.desk, application.phase = last.desk, Phase.RECOMMENDING
    application.lies_since, application.waited = work.now, last.waited
    application.version += 1
    application.save()
    back = Move(name=MoveName.UNDO_FORWARD, source=source, target=Phase.RECOMMENDING, power=power)
    _passage(work, application, back, desk=last.desk, waited=last.waited).save()
    work.record(
        "application.undo_forward",
        application,
        phase=(source, application.phase),
        desk=(holder.name, last.desk.name),
    )
    return application


def take_back(work: Work, application: Application, *, version: int | None = None) -> MoveName:
    """Bring an application back to where the organiser's last step (``TAKEN_BACK``) took it from; which step that was.

    Refuses: ApplicationMoved, StepStands, Forbidden.
    """
    if version is not None and version != application.version:
        raise ApplicationMoved
    # One power for every step: others are not told by the answer which it was.
    work.require(Power.APPLICATION_DECIDE, application)
    last = Passage.objects.filter(application=application).order_by("-pk").first()
    step = application.step_to_take_back(last)
    if last is None or step is None or is_worked_on(application.pk):
        raise StepStands
    if step.name is MoveName.PROPOSE:
        application.grade = ""
    application.phase = step.source
    application.lies_since, application.waited = work.now, last.waited
    application.version += 1
    application.save()
    back = Move(name=MoveName.TAKE_BACK, source=step.target, target=step.source, power=step.power)
    _passage(work, application, back, desk=application.desk, waited=last.waited).save()
    _record(work, application, back, desk=application.desk)
    return step.name


def throw_away(application: Application) -> None:
    """Take a draft out of the way: nobody but its author ever saw it, so nothing is written down of it. Refuses: NoSuchMove."""
    if application.phase != Phase.DRAFT:
        raise NoSuchMove(move=MoveName.WITHDRAW, phase=Phase(application.phase))
    application.phase = Phase.WITHDRAWN
    application.save(update_fields=["phase"])


def used(work: Work, application: Application) -> timedelta:
    """How long the present desk has had it; while the applicant corrects it, the desk's clock stands."""
    if application.lies_since is None or Phase(application.phase) in WITH_APPLICANT:
        return application.waited
    return application.waited + (work.now - application.lies_since)


def stations_of(application: Application) -> tuple[Union, ...]:
    """The unit and every desk up to the organiser. 1 query. Refuses: OrganiserNotAbove."""
    route = Route.of(application.path)
    stations = (route.unit, *route.desks)
    numbers = [union.pk for union in stations]
    organiser = application.call.union_id
    if organiser not in numbers:
        raise OrganiserNotAbove(organiser=application.call.union.name, unit=route.unit.name)
    return stations[: numbers.index(organiser) + 1]


def _go(work: Work, application: Application, move: Move) -> bool:
    """Carry a move out; whether a clock goes on that ran before: that of a desk that sends back, or gets back."""
    goes_on = False
    match move.name:
        case MoveName.HAND_IN:
            _freeze(work, application)
            application.handed_in_at = work.now
            application.desk = stations_of(application)[0]
        case MoveName.HAND_IN_AGAIN:
            # A change voids what the desks said of it: it climbs once more from the unit.
            goes_on = not _freeze(work, application)
            application.desk = application.returned_from if goes_on else stations_of(application)[0]
            application.returned_from = None
        case MoveName.COMPLETE:
            _freeze(work, application)
            application.desk, application.returned_from = application.returned_from, None
            goes_on = True
        case MoveName.RETURN | MoveName.ASK_FOR_MORE:
            application.returned_from, application.desk = application.desk, None
            application.corrections += move.name is MoveName.ASK_FOR_MORE
            if move.name is MoveName.RETURN:
                application.recommended_by, application.is_reserve = None, False
            goes_on = True
        case MoveName.FORWARD:
            if not _climb(application):
                return False
    application.phase = move.target
    return goes_on


def _climb(application: Application) -> bool:
    """Lay it on the next desk; whether that is the organiser's, the end of its way."""
    stations = stations_of(application)
    at = [union.pk for union in stations].index(application.desk_id or 0)
    if at + 1 < len(stations):
        application.desk = stations[at + 1]
    if at + 2 == len(stations):
        application.recommended_by = stations[at]
    return application.desk_id == stations[-1].pk


def _freeze(work: Work, application: Application) -> bool:
    """Keep what is handed in, word for word; whether it differs from what was handed in before. 3-4 queries."""
    rows = Attachment.objects.filter(
        subject_kind="application", subject_id=application.pk, removed_at__isnull=True
    ).exclude(slot="EV01")
    files = [
        {"code": slot, "name": name, "digest": digest}
        for slot, name, digest in rows.order_by("slot", "position", "pk").values_list(
            "slot", "file_name", "original_digest"
        )
    ]
    digest = digest_of({"answers": application.answers, "files": files, "title": application.title})
    if digest == application.digest:
        return False
    number = Version.objects.filter(application=application).count() + 1
    assert work.actor.person_id is not None  # an application is handed in by its people
    Version.objects.create(
        application=application,
        number=number,
        answers=application.answers,
        files=files,
        digest=digest,
        handed_in_at=work.now,
        handed_in_by_id=work.actor.person_id,
        people=application.people,
        territory_path=application.territory_path,
        industry_path=application.industry_path,
    )
    application.digest = digest
    place_attachments(
        work,
        "application",
        application.pk,
        placed=Placed(
            territory_path=application.territory_path,
            industry_path=application.industry_path,
            people=tuple(application.people),
        ),
    )
    return True


def _record(
    work: Work,
    application: Application,
    move: Move,
    *,
    desk: Union | None,
    reasons: Sequence[str] = (),
    words: str = "",
) -> None:
    work.record(
        f"application.{move.name}",
        application,
        reason=words,
        phase=(move.source, application.phase),
        desk=(desk.name if desk else None, application.desk.name if application.desk else None),
        reasons=(None, " ".join(reasons) or None),
    )


def _passage(
    work: Work,
    application: Application,
    move: Move,
    *,
    desk: Union | None,
    waited: timedelta,
    reasons: Sequence[str] = (),
    words: str = "",
) -> Passage:
    return Passage(
        application=application,
        move=move.name,
        source=move.source,
        target=application.phase,
        desk=desk,
        person_id=work.actor.person_id,
        at=work.now,
        reasons=list(reasons),
        words=words,
        waited=waited,
        people=application.people,
        territory_path=application.territory_path,
        industry_path=application.industry_path,
    )
