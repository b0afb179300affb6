"""A decision with its list, and the awards that came of it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from xinghe.access.placed import PlacedModel, path_field
from xinghe.access.powers import Power
from xinghe.decisions.vocab import (
    LONGEST_ISSUER,
    PART_LIMIT,
    TITLE_LIMIT,
    DecisionKind,
    DecisionState,
)
from xinghe.foundation.codes import new_code
from xinghe.papers.models import Paper
from xinghe.programmes.models import Application, Call
from xinghe.unions.models import Union


class Decision(PlacedModel):
    """What a union decides and issues under a number; drafted by one person and issued by another, to whom it belongs not."""

    code = models.CharField(max_length=10, unique=True, default=new_code)
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=8, default=DecisionState.DRAFT)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=TITLE_LIMIT)
    addressee = models.CharField(max_length=300, blank=True)
    body = models.TextField()
    # Who issues it together with the union (联合行文), in the order of the red head.
    cosigners = ArrayField(models.CharField(max_length=LONGEST_ISSUER), default=list)
    copies = models.CharField(max_length=PART_LIMIT, blank=True)
    # The day it is to bear; the one who issues it settles that.
    dated_on = models.DateField(null=True)
    # Of a naming: what its list is called, what follows the list, and how its certificates are worded.
    list_title = models.CharField(max_length=TITLE_LIMIT, blank=True)
    annexes = models.JSONField(default=list)
    certificate_words = models.CharField(max_length=PART_LIMIT, blank=True)
    # Of a revocation: why, by which article, and which award.
    reason = models.TextField(blank=True)
    article = models.CharField(max_length=PART_LIMIT, blank=True)
    award = models.ForeignKey("Award", null=True, on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey(Paper, null=True, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    issued_at = models.DateTimeField(null=True)
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    DESK = "union_id"
    OWNER = "made_by_id"
    READ = Power.DECISION_READ

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in DecisionKind]), name="decision_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(issued_by__isnull=True) | ~Q(issued_by=F("made_by")),
                name="decision_issued_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state="issued", paper__isnull=False, issued_by__isnull=False)
                | Q(state__in=["draft", "dropped"], paper__isnull=True),
                name="decision_issued_under_a_number",
            ),
            models.CheckConstraint(
                condition=Q(kind="naming", award__isnull=True)
                | Q(kind="revocation", award__isnull=False) & ~Q(reason=""),
                name="decision_revokes_one_award",
            ),
            models.UniqueConstraint(
                fields=["call"], condition=Q(kind="naming", state="draft"), name="decision_one_draft_a_call"
            ),
            models.UniqueConstraint(
                fields=["award"],
                condition=Q(kind="revocation", state__in=["draft", "issued"]),
                name="decision_revokes_once",
            ),
        ]
        indexes = [
            models.Index(fields=["territory_path", "-id"], name="decision_by_territory"),
            models.Index(fields=["industry_path", "-id"], name="decision_by_industry"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.kind} {self.state}"


class Award(PlacedModel):
    """What one application was named: public, verified by its code, and revoked in the open. Nothing else of it changes."""

    code = models.CharField(max_length=10, unique=True, default=new_code)
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="awards")
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    position = models.IntegerField()
    title = models.CharField(max_length=TITLE_LIMIT)
    grade = models.CharField(max_length=20)
    # As they are printed, in Chinese: the words of the day on which it was named.
    grade_said = models.CharField(max_length=40)
    recipient = models.TextField()
    unit_name = models.CharField(max_length=200)
    named_by = models.TextField()
    # Of its certificate: who signs it, and what it says before the grade.
    issuers = ArrayField(models.CharField(max_length=LONGEST_ISSUER), default=list)
    certificate_text = models.TextField(default="")
    document = models.CharField(max_length=120)
    named_on = models.DateField()
    credential = models.JSONField()
    revoked_by = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_on = models.DateField(null=True)
    revoked_document = models.CharField(max_length=120, blank=True)
    people = ArrayField(models.BigIntegerField(), default=list)
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    PEOPLE = "people"
    FOLLOWS_TREE = False
    JOINS_LINES = False
    READ = Power.DECISION_READ

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_by__isnull=True, revoked_on__isnull=True)
                | Q(revoked_by__isnull=False, revoked_on__isnull=False),
                name="award_revoked_by_a_decision",
            ),
        ]
        indexes = [
            models.Index(fields=["call", "position"], name="award_in_order"),
            models.Index(fields=["revoked_on"], condition=Q(revoked_on__isnull=False), name="award_revoked"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.grade}"


class RevocationList(models.Model):
    """The signed list of every credential that no longer holds, as each revocation left it. The last one is published."""

    signed = models.JSONField()
    issued_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"list {self.pk}"
