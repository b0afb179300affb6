"""A result on its one way up one line, the steps it took, and the order in which desks rank what lies with them."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Deferrable, Q

from xinghe.access.placed import PlacedModel, path_field
from xinghe.access.powers import Power
from xinghe.recommendations.vocab import HOLDING, Act, State
from xinghe.results.models import Result
from xinghe.unions.models import Union
from xinghe.unions.vocab import Line


def _one_line() -> Q:
    territory = Q(line=Line.TERRITORY.value, industry_path="") & ~Q(territory_path="")
    return territory | Q(line=Line.INDUSTRY.value, territory_path="") & ~Q(industry_path="")


class Recommendation(PlacedModel):
    """A result that a unit put forward, and the desk whose turn it is.

    Only the path of the chosen line is filled, so that the other line sees nothing of it. It follows the tree; when
    the desk it lies on no longer stands above the unit, a trigger gives it to the one that took that place.
    """

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="+")
    line = models.CharField(max_length=20)
    territory_path = path_field()
    industry_path = path_field()
    desk = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    # Where it goes back to once the unit has corrected it.
    returned_from = models.ForeignKey(Union, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default=State.UNDER_WAY)
    year = models.SmallIntegerField()
    opinion = models.TextField(blank=True)
    # Who made or recorded the result: they read this, and decide nothing about it.
    people = ArrayField(models.BigIntegerField(), default=list)
    put_forward_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    put_forward_at = models.DateTimeField()
    # The present desk has had it since then, and for this long before a correction stopped its clock.
    lies_since = models.DateTimeField()
    waited = models.DurationField(default=timedelta)
    # Until when the correction is awaited.
    due_at = models.DateTimeField(null=True)
    # Raised by every step: a page that was opened before it does not act on what has moved.
    version = models.IntegerField(default=1)

    LINES = ("territory_path", "industry_path")
    DESK = "desk_id"
    PEOPLE = "people"
    JOINS_LINES = False
    READ = Power.RECOMMENDATION_READ

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="recommendation_state_is_known"
            ),
            models.CheckConstraint(condition=_one_line(), name="recommendation_on_one_line"),
            models.UniqueConstraint(
                fields=["result"],
                condition=Q(state__in=sorted(state.value for state in HOLDING)),
                name="recommendation_one_for_a_result",
            ),
            # The line is chosen once: no two recommendations of a result, whatever became of them, differ in it.
            ExclusionConstraint(
                name="recommendation_line_for_good",
                expressions=[("result", RangeOperators.EQUAL), ("line", RangeOperators.NOT_EQUAL)],
            ),
            models.CheckConstraint(
                condition=Q(state="returned", returned_from__isnull=False, due_at__isnull=False)
                | ~Q(state="returned") & Q(returned_from__isnull=True, due_at__isnull=True),
                name="recommendation_returned_by_a_desk",
            ),
        ]
        indexes = [
            models.Index(fields=["territory_path", "-id"], name="recommendation_by_territory"),
            models.Index(fields=["industry_path", "-id"], name="recommendation_by_industry"),
            models.Index(fields=["desk", "state", "lies_since"], name="recommendation_by_desk"),
            models.Index(
                fields=["returned_from"], condition=Q(state="returned"), name="recommendation_awaited"
            ),
            models.Index(fields=["lies_since", "id"], name="recommendation_by_waiting"),
            models.Index(fields=["year", "id"], name="recommendation_by_year"),
            models.Index(fields=["state", "id"], name="recommendation_by_state"),
            GinIndex(fields=["people"], name="recommendation_by_people"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} result {self.result_id} at {self.desk_id} {self.state}"

    @property
    def path(self) -> str:
        """Its path on the chosen line."""
        return self.territory_path or self.industry_path


class Step(PlacedModel):
    """One thing done with a recommendation: by whom, at which desk, why, and how long that desk had it."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="steps")
    act = models.CharField(max_length=20)
    desk = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reasons = ArrayField(models.CharField(max_length=30), default=list)
    words = models.TextField(blank=True)
    waited = models.DurationField(default=timedelta)
    # A copy of the recommendation's, for the fence judges a row by itself.
    people = ArrayField(models.BigIntegerField(), default=list)
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    PEOPLE = "people"
    JOINS_LINES = False
    READ = Power.RECOMMENDATION_READ

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(act__in=[act.value for act in Act]), name="recommendation_step_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["recommendation", "id"], name="recommendation_step_in_order"),
            models.Index(fields=["territory_path"], name="recommendation_step_by_terr"),
            models.Index(fields=["industry_path"], name="recommendation_step_by_ind"),
            GinIndex(fields=["people"], name="recommendation_step_by_people"),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id}: {self.act} at {self.desk_id}"


class Ranking(PlacedModel):
    """The place a desk gives a recommendation among all it had in a year; kept when it is forwarded."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="rankings")
    desk = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    position = models.IntegerField()
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    JOINS_LINES = False
    READ = Power.RECOMMENDATION_READ

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "desk"], name="ranking_once_a_desk"),
            # Judged when the transaction ends, so that places may be exchanged inside one.
            models.UniqueConstraint(
                fields=["desk", "year", "position"],
                name="ranking_one_at_a_place",
                deferrable=Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(position__gte=1), name="ranking_counts_from_one"),
        ]
        indexes = [
            models.Index(fields=["territory_path"], name="ranking_by_territory"),
            models.Index(fields=["industry_path"], name="ranking_by_industry"),
        ]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.year}: {self.position}. {self.recommendation_id}"
