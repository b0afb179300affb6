"""Gates of moves out of a review. Each looks at the last panel that judged the application, in its phase while it is judged."""

from collections.abc import Sequence

from xinghe.access.work import Work
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.programmes.models import Application
from xinghe.programmes.registry import of_all
from xinghe.programmes.rules.judging import Settling
from xinghe.programmes.vocab import JUDGED, Phase
from xinghe.reviews.models import Assignment, Panel, Ranking, Visit
from xinghe.reviews.models.standing import as_clerk, counting_in, is_outdated, needed_in
from xinghe.reviews.vocab import PanelState


class ScoresMissing(Refusal):
    """Nobody leaves a review without as many scores as the terms ask."""

    code = "scores_missing"
    message = gettext_noop(
        "%(found)s scores of this application count; %(needed)s are needed. Wait for the panel, or ask one more judge."
    )


class RankingNotFrozen(Refusal):
    """The order is fixed before anybody acts on it."""

    code = "ranking_not_frozen"
    message = gettext_noop(
        "The panel's ranking with this application is not frozen yet. Close the panel and rank it."
    )


class RankingOutdated(Refusal):
    """What is released and no longer counts the right scores settles nothing."""

    code = "ranking_outdated"
    message = gettext_noop(
        "Since the results of panel %(panel)s were released, a conflict began or ended, or a score came in, so its ranking counts "
        "the wrong scores. Have one officer ask for a new ranking and another agree, then go on."
    )


class ResultsNotReleased(Refusal):
    """What becomes of an application shows its result, so results come first, and all together."""

    code = "results_not_released"
    message = gettext_noop(
        "The panel's results are not released yet. Release them together with the others, then go on."
    )


class VisitNotSigned(Refusal):
    """A look on site is reported and signed by two."""

    code = "visit_not_signed"
    message = gettext_noop(
        "The report of the look on site bears %(found)s of 2 signatures. Have it completed and signed."
    )


def scores_in(_work: Work, application: Application) -> None:
    """As many scores count as the call's terms ask. Refuses: ScoresMissing."""
    with as_clerk():
        panel = _panel(application)
        if panel is None:
            raise ScoresMissing(found=0, needed=application.call.said_terms.judging.per_entry)
        found = sum(one.assignment.application_id == application.pk for one in counting_in(panel))
        if found < needed_in(panel):
            raise ScoresMissing(found=found, needed=needed_in(panel))


def ranking_frozen(_work: Work, application: Application) -> None:
    """A frozen ranking holds it that counts the right scores, or the call settles by votes alone.

    Refuses: RankingNotFrozen, RankingOutdated.
    """
    with as_clerk():
        panel = _panel(application)
        if panel is None or panel.state not in (PanelState.CLOSED, PanelState.RELEASED):
            raise RankingNotFrozen
        frozen = Ranking.objects.filter(panel=panel).order_by("-number").first()
        if panel.settling == Settling.VOTE:
            return
        if frozen is None or application.code not in {
            one["entry"] for one in frozen.record["result"]["entries"]
        }:
            raise RankingNotFrozen
    ranking_current(_work, application)


def ranking_current(_work: Work, application: Application) -> None:
    """Every released ranking it was judged by counts the right scores. Refuses: RankingOutdated."""
    rankings_current(_work, [application])


@of_all(ranking_current)
def rankings_current(_work: Work, applications: Sequence[Application]) -> None:
    """The same of several at once: each panel is looked at once. Refuses: RankingOutdated."""
    with as_clerk():
        given = Assignment.objects.filter(application__in=applications).values("panel")
        for panel in Panel.objects.filter(pk__in=given, state=PanelState.RELEASED).order_by("pk"):
            frozen = Ranking.objects.filter(panel=panel).order_by("-number").first()
            if frozen is not None and is_outdated(panel, frozen):
                raise RankingOutdated(panel=panel.code)


def results_released(_work: Work, application: Application) -> None:
    """Its panel's results are released. Refuses: ResultsNotReleased."""
    with as_clerk():
        panel = _panel(application)
        if panel is None or panel.state != PanelState.RELEASED:
            raise ResultsNotReleased


def visit_signed(_work: Work, application: Application) -> None:
    """Two who were on site have signed the report. Refuses: VisitNotSigned."""
    with as_clerk():
        visit = Visit.objects.filter(application=application).order_by("-pk").first()
        signed = [visit.first_signed_by_id, visit.second_signed_by_id] if visit else []
        found = sum(one is not None for one in signed)
        if found < 2:
            raise VisitNotSigned(found=found)


def _panel(application: Application) -> Panel | None:
    rows = Assignment.objects.filter(application=application)
    if Phase(application.phase) in JUDGED:
        rows = rows.filter(panel__phase=application.phase)
    found = rows.select_related("panel__call").order_by("-panel_id").first()
    return found.panel if found else None
