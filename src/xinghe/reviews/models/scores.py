"""What judges write: drafts of their own, scores that only ever grow in number, and the frozen ranking."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from xinghe.access.placed import PlacedModel, path_field
from xinghe.access.powers import Power
from xinghe.reviews.models.panels import Assignment, Panel


class DraftScore(PlacedModel):
    """What a judge has written so far. Theirs alone: no office and no machine reads it."""

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    points = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    LINES = ()
    OWNER = "person_id"
    READ = Power.REVIEW_WRITE

    def __str__(self) -> str:
        return f"draft of {self.assignment_id}"


class Correction(PlacedModel):
    """Another score in place of one that was given: asked for by its judge after the end, granted by an officer."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="+")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="+")
    points = models.JSONField()
    total = models.IntegerField()
    comment = models.TextField(blank=True)
    reason = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField(null=True)
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    OWNER = "asked_by_id"
    FOLLOWS_TREE = False
    JOINS_LINES = False
    READ = Power.PANEL_READ

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("asked_by")),
                name="correction_granted_by_a_second_person",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="correction_with_a_reason"),
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(granted_by__isnull=True), name="correction_one_asked_for"
            ),
        ]
        indexes = [
            models.Index(fields=["panel"], name="correction_by_panel"),
            models.Index(fields=["territory_path"], name="correction_by_territory"),
            models.Index(fields=["industry_path"], name="correction_by_industry"),
        ]

    def __str__(self) -> str:
        return f"correction of {self.assignment_id}"


class Score(PlacedModel):
    """What a judge gave an entry, once and for all; a later row of the same assignment counts in its place.

    ``points`` and ``total`` are in tenths of a point. PostgreSQL takes a row only before the end, by its own clock,
    from the judge it is assigned to; and never changes or removes one.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="scores")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    points = models.JSONField(default=dict)
    total = models.IntegerField(null=True)
    comment = models.TextField(blank=True)
    is_abstained = models.BooleanField(default=False)
    at = models.DateTimeField()
    correction = models.OneToOneField(Correction, null=True, on_delete=models.PROTECT, related_name="+")
    # SHA-256 of what was given, when, and of the row before it: the judge's receipt.
    digest = models.CharField(max_length=64)
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    OWNER = "person_id"
    FOLLOWS_TREE = False
    JOINS_LINES = False
    READ = Power.PANEL_READ

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_abstained=True, total__isnull=True)
                | Q(is_abstained=False, total__isnull=False),
                name="score_given_or_abstained",
            ),
            models.UniqueConstraint(fields=["digest"], name="score_receipt_once"),
        ]
        indexes = [
            models.Index(fields=["assignment", "-id"], name="score_latest"),
            models.Index(fields=["panel"], name="score_by_panel"),
            models.Index(fields=["territory_path"], name="score_by_territory"),
            models.Index(fields=["industry_path"], name="score_by_industry"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} at {self.at}"


class Ranking(PlacedModel):
    """A ranking as the kernel made it, with all it was made from. Made anew after a correction; the last one counts."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="rankings")
    number = models.SmallIntegerField()
    record = models.JSONField()
    input_hash = models.CharField(max_length=64)
    result_hash = models.CharField(max_length=64)
    # Of every score that was given, counted or not: SHA-256 of their receipts in order.
    receipts = models.JSONField()
    root = models.CharField(max_length=64)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField()
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    FOLLOWS_TREE = False
    JOINS_LINES = False
    READ = Power.PANEL_READ

    class Meta:
        constraints = [models.UniqueConstraint(fields=["panel", "number"], name="ranking_numbered_once")]
        indexes = [
            models.Index(fields=["territory_path"], name="ranking_of_panel_by_territory"),
            models.Index(fields=["industry_path"], name="ranking_of_panel_by_industry"),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id} ranking {self.number}"


class Rerank(PlacedModel):
    """Another ranking after the release: asked for by one officer, agreed to by another, who then freezes it."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="reranks")
    reason = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField(null=True)
    ranking = models.OneToOneField(Ranking, null=True, on_delete=models.PROTECT, related_name="+")
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    OWNER = "asked_by_id"
    FOLLOWS_TREE = False
    JOINS_LINES = False
    READ = Power.PANEL_READ

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("asked_by")),
                name="rerank_granted_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True, ranking__isnull=True)
                | Q(granted_by__isnull=False, ranking__isnull=False),
                name="rerank_granted_with_its_ranking",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="rerank_with_a_reason"),
            models.UniqueConstraint(
                fields=["panel"], condition=Q(granted_by__isnull=True), name="rerank_one_asked_for"
            ),
        ]
        indexes = [
            models.Index(fields=["territory_path"], name="rerank_by_territory"),
            models.Index(fields=["industry_path"], name="rerank_by_industry"),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id} ranked again as {self.ranking_id}"
