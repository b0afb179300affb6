"""What came of an application for its own people: what it was named, and after the release how it was judged."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from xinghe.access.actor import Actor
from xinghe.decisions.queries import Award
from xinghe.decisions.rules.wording import code_on_paper
from xinghe.programmes.queries import Application
from xinghe.programmes.vocab import PHASE_LABELS
from xinghe.reviews.queries import OwnOutcome, own_outcomes
from xinghe.web.kit.answers import own_words
from xinghe.web.kit.words import day_word, word


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardShown:
    """A naming, with the ways to its papers."""

    grade: str
    words: str
    code: str
    is_revoked: bool
    certificate_url: str
    credential_url: str
    public_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionShown:
    """What was given on the mean for one criterion, of how much there was."""

    label: str
    mean: str
    points: int
    is_weakest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackShown:
    """How it fared before one panel."""

    phase: str
    words: str
    advice: str
    criteria: tuple[CriterionShown, ...]
    comments: tuple[str, ...]


def award_shown(award: Award | None) -> AwardShown | None:
    """A naming as its people see it. 0 queries."""
    if award is None:
        return None
    told = {"day": day_word(award.revoked_on or award.named_on), "by": "、".join(award.issuers)}
    if award.revoked_on is not None:
        words = _("It was revoked on %(day)s by %(document)s. Certificate and credential are void.")
    else:
        words = _("%(by)s named it on %(day)s by %(document)s.")
    return AwardShown(
        grade=award.grade_said,
        words=words % {**told, "document": award.revoked_document or award.document},
        code=code_on_paper(award.code),
        is_revoked=award.revoked_on is not None,
        certificate_url="" if award.revoked_on else reverse("public:award-certificate", args=[award.code]),
        credential_url=reverse("public:award-credential", args=[award.code]),
        public_url=reverse("public:award", args=[award.code]),
    )


def feedback_shown(actor: Actor, found: Application) -> tuple[FeedbackShown, ...]:
    """What the panels that judged it released to its people; nothing before, and nothing to anybody else."""
    if actor.person_id not in found.people or found.handed_in_at is None:
        return ()
    return tuple(_panel(found, one) for one in own_outcomes(actor, found.code))


def _panel(found: Application, one: OwnOutcome) -> FeedbackShown:
    criteria = _criteria(found, one)
    weakest = next((row for row in criteria if row.is_weakest), None)
    advice = (
        _("Most was left to be gained in “%(criterion)s”: %(mean)s of %(points)s points.")
        % {"criterion": weakest.label, "mean": weakest.mean, "points": weakest.points}
        if weakest
        else ""
    )
    return FeedbackShown(
        phase=word(PHASE_LABELS, one.phase),
        words=_("Place %(rank)s of %(of)s, with %(score)s.")
        % {"rank": one.rank, "of": one.of, "score": f"{one.score:.2f}"},
        advice=advice,
        criteria=criteria,
        comments=one.comments,
    )


def _criteria(found: Application, one: OwnOutcome) -> tuple[CriterionShown, ...]:
    """The criteria of the call with what was given; the one where the greatest share was missed is marked."""
    given, rubric = dict(one.criteria), found.call.said_terms.rubric.criteria
    shared = {row.code: given[row.code] / row.points for row in rubric if row.code in given and row.points}
    low = min(shared.values(), default=Decimal(1))
    weakest = next((code for code, share in shared.items() if share == low < 1), "")
    return tuple(
        CriterionShown(
            label=own_words(row.label),
            mean=f"{given[row.code]:.2f}",
            points=row.points,
            is_weakest=row.code == weakest,
        )
        for row in rubric
        if row.code in given
    )
