"""Texts with their fingerprints (the truth from which every index is rebuilt), similarities found, and lineage."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from xinghe.access.placed import PlacedModel, path_field
from xinghe.access.powers import Power
from xinghe.texts.vocab import Relation, Ruling


class RecordedText(PlacedModel):
    """One text of one subject as it was compared. Offsets of evidence count characters of ``body``."""

    # A plain word and number, not a foreign key: texts stand below whatever they belong to.
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    title = models.CharField(max_length=200)
    body = models.TextField()
    fingerprint = models.BinaryField()
    fingerprint_version = models.SmallIntegerField()
    # PostgreSQL's number of the transaction: what is below the oldest one still open is all to be seen.
    transaction = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    territory_path = path_field()
    industry_path = path_field()
    is_public = models.BooleanField(default=False)

    LINES = ("territory_path", "industry_path")
    READ = Power.RESULT_READ

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="text_one_per_subject"),
        ]
        indexes = [
            models.Index(fields=["transaction"], name="text_in_order"),
            models.Index(fields=["territory_path"], name="text_by_territory"),
            models.Index(fields=["industry_path"], name="text_by_industry"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}: {self.title}"


class Similarity(PlacedModel):
    """A later text found to share passages with an earlier one, with what a person said of it."""

    text = models.ForeignKey(RecordedText, on_delete=models.CASCADE, related_name="similarities")
    source = models.ForeignKey(RecordedText, on_delete=models.CASCADE, related_name="+")
    coverage = models.FloatField()
    coverage_of_source = models.FloatField()
    verdict = models.CharField(max_length=20)
    passages = models.JSONField(default=list)
    found_at = models.DateTimeField()
    ruling = models.CharField(max_length=20, default=Ruling.OPEN)
    ruling_reason = models.TextField(blank=True)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ruled_at = models.DateTimeField(null=True)
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    READ = Power.RESULT_READ

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["text", "source"], name="similarity_once_a_pair"),
            models.CheckConstraint(condition=~Q(text=F("source")), name="similarity_of_two"),
            models.CheckConstraint(
                condition=Q(
                    coverage__gte=0, coverage__lte=1, coverage_of_source__gte=0, coverage_of_source__lte=1
                ),
                name="similarity_coverage_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(ruling=Ruling.OPEN, ruled_by__isnull=True)
                | Q(ruled_by__isnull=False, ruled_at__isnull=False),
                name="similarity_ruling_has_an_author",
            ),
        ]
        indexes = [
            models.Index(fields=["territory_path"], name="similarity_by_territory"),
            models.Index(fields=["industry_path"], name="similarity_by_industry"),
        ]

    def __str__(self) -> str:
        return f"{self.text_id} ~ {self.source_id} {self.verdict}"


class Lineage(PlacedModel):
    """One tie of the graph that says where works come from: what a later text is to an earlier one.

    Nothing is lost by a tie, nor by undoing it: the texts keep their subjects and authors, an undone tie
    keeps its reasons. Its paths are those of the end at which it was drawn.
    """

    later = models.ForeignKey(RecordedText, on_delete=models.CASCADE, related_name="+")
    earlier = models.ForeignKey(RecordedText, on_delete=models.CASCADE, related_name="+")
    relation = models.CharField(max_length=20)
    reason = models.TextField()
    # Empty where a machine drew it.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)
    undone_reason = models.TextField(blank=True)
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    READ = Power.RESULT_READ

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["later", "earlier", "relation"],
                condition=Q(undone_at__isnull=True),
                name="lineage_one_standing_tie",
            ),
            models.UniqueConstraint(
                Least("later", "earlier"),
                Greatest("later", "earlier"),
                condition=Q(undone_at__isnull=True, relation=Relation.SAME_WORK),
                name="lineage_same_work_once",
            ),
            models.CheckConstraint(condition=~Q(later=F("earlier")), name="lineage_of_two"),
            models.CheckConstraint(
                condition=Q(relation__in=[relation.value for relation in Relation]),
                name="lineage_relation_is_known",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True, undone_reason="")
                | Q(undone_at__isnull=False) & ~Q(undone_reason=""),
                name="lineage_undone_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["territory_path"], name="lineage_by_territory"),
            models.Index(fields=["industry_path"], name="lineage_by_industry"),
        ]

    def __str__(self) -> str:
        return f"{self.later_id} {self.relation} {self.earlier_id}"
