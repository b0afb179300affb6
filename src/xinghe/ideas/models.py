"""An idea with its creators, and how well unions answer."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from xinghe.access.placed import PlacedModel, path_field
from xinghe.access.powers import Power
from xinghe.foundation.amounts import Amount, Qualifier
from xinghe.ideas.vocab import IdeaStage
from xinghe.results.models import Result
from xinghe.unions.models import Union


class Idea(PlacedModel):
    """What a worker wants to change, or has changed, in one of the five categories.

    A draft stands nowhere in the tree (its paths are empty), so that nobody but its people can see it; handing
    in gives it the paths of its unit. ``people`` are the creators, and who typed it if they need it to see it.
    """

    code = models.CharField(max_length=12, unique=True)
    unit = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    territory_path = path_field()
    industry_path = path_field()
    # Whose turn it is to answer; the unit at first, a union above it after a take-over.
    desk = models.ForeignKey(Union, null=True, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    people = ArrayField(models.BigIntegerField(), default=list)

    title = models.CharField(max_length=200, blank=True)
    title_pinyin = models.CharField(max_length=255, blank=True, db_collation="C")
    title_initials = models.CharField(max_length=60, blank=True)
    category = models.CharField(max_length=30, blank=True)
    field = models.CharField(max_length=30, blank=True)
    problem = models.TextField(blank=True)
    solution = models.TextField(blank=True)
    innovation = models.TextField(blank=True)
    effect = models.TextField(blank=True)
    said_new = models.TextField(blank=True)
    measures = models.JSONField(default=list)
    finished_date = models.DateField(null=True)
    applied_date = models.DateField(null=True)
    scope = models.CharField(max_length=12, blank=True)
    benefit_yuan = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    benefit_qualifier = models.CharField(max_length=10, blank=True)
    benefit_basis = models.CharField(max_length=12, blank=True)
    property_rights = models.TextField(blank=True)
    prior_awards = models.TextField(blank=True)

    stage = models.CharField(max_length=12, default=IdeaStage.DRAFT)
    # Raised by every saving: two open pages of one draft do not overwrite each other unseen.
    revision = models.IntegerField(default=0)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    # While a correction is awaited the clock stands still, and this many working days are left on it.
    stopped_at = models.DateTimeField(null=True)
    days_left = models.SmallIntegerField(null=True)
    correction_due_at = models.DateTimeField(null=True)
    chase_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    escalations = models.SmallIntegerField(default=0)
    escalated_to = models.ForeignKey(Union, null=True, on_delete=models.PROTECT, related_name="+")

    reasons = ArrayField(models.CharField(max_length=30), default=list)
    answer_words = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    implemented_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_at = models.DateTimeField(null=True)
    reward_yuan = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    rewarded_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    result = models.OneToOneField(Result, null=True, on_delete=models.PROTECT, related_name="+")
    compared_at = models.DateTimeField(null=True)
    similar_coverage = models.FloatField(null=True)
    search = SearchVectorField(null=True)

    LINES = ("territory_path", "industry_path")
    DESK = "desk_id"
    OWNER = "author_id"
    PEOPLE = "people"
    READ = Power.IDEA_READ

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=[s.value for s in IdeaStage]), name="idea_stage_is_known"
            ),
            models.CheckConstraint(
                condition=Q(handed_in_at__isnull=True, desk__isnull=True, territory_path="", industry_path="")
                | Q(handed_in_at__isnull=False, desk__isnull=False, due_at__isnull=False),
                name="idea_handed_in_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(stage=IdeaStage.DRAFT) | Q(handed_in_at__isnull=True),
                name="idea_draft_is_private",
            ),
            models.CheckConstraint(
                condition=~Q(stage=IdeaStage.CORRECTION)
                | Q(stopped_at__isnull=False, days_left__isnull=False),
                name="idea_clock_stands_still",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=["accepted", "refused", "implemented", "verified"])
                | Q(answered_at__isnull=False),
                name="idea_answered_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(stage=IdeaStage.REFUSED) | ~Q(answer_words=""), name="idea_refused_with_words"
            ),
            models.CheckConstraint(
                condition=~Q(stage=IdeaStage.MERGED) | Q(merged_into__isnull=False),
                name="idea_merged_into_one",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="idea_not_into_itself"),
            models.CheckConstraint(
                condition=~Q(stage=IdeaStage.VERIFIED) | Q(result__isnull=False, verified_at__isnull=False),
                name="idea_verified_with_a_result",
            ),
            # Nobody decides about their own: not as the author, and (in the actions) not as a creator.
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("author")),
                name="idea_answered_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("author")),
                name="idea_verified_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(reward_yuan__isnull=True) | Q(reward_yuan__gte=0), name="idea_reward_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["territory_path", "-id"], name="idea_by_territory"),
            models.Index(fields=["industry_path", "-id"], name="idea_by_industry"),
            models.Index(fields=["author", "-id"], name="idea_by_author"),
            models.Index(fields=["typed_by", "-id"], condition=Q(typed_by__isnull=False), name="idea_by_typist"),
            models.Index(fields=["desk", "due_at"], condition=Q(stage="handed_in"), name="idea_waiting"),
            models.Index(fields=["chase_at"], condition=Q(stage="handed_in"), name="idea_to_chase"),
            models.Index(fields=["id"], condition=Q(compared_at__isnull=True, handed_in_at__isnull=False), name="idea_to_compare"),
            models.Index(fields=["stage", "id"], name="idea_by_stage"),
            models.Index(fields=["due_at", "id"], name="idea_by_due"),
            models.Index(fields=["title_pinyin", "id"], name="idea_by_title"),
            models.Index(fields=["handed_in_at", "id"], name="idea_by_handing_in"),
            GinIndex(fields=["search"], name="idea_search"),
            GinIndex(fields=["people"], name="idea_by_people"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def benefit(self) -> Amount | None:
        """The yearly benefit as its people report it."""
        if self.benefit_yuan is None:
            return None
        return Amount(yuan=self.benefit_yuan, qualifier=Qualifier(self.benefit_qualifier))


class FindableIdea(PlacedModel):
    """What lists look an idea up by: a view of ``Idea`` with the fence as an ordinary condition (ADR 9). No drafts."""

    code = models.CharField(max_length=12)
    title_pinyin = models.CharField(max_length=255, db_collation="C")
    title_initials = models.CharField(max_length=60)
    category = models.CharField(max_length=30)
    field = models.CharField(max_length=30)
    unit = models.ForeignKey(Union, on_delete=models.DO_NOTHING, related_name="+")
    desk = models.ForeignKey(Union, on_delete=models.DO_NOTHING, related_name="+")
    territory_path = path_field()
    industry_path = path_field()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, related_name="+")
    people = ArrayField(models.BigIntegerField())
    stage = models.CharField(max_length=12)
    handed_in_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    similar_coverage = models.FloatField(null=True)
    search = SearchVectorField()

    LINES = ("territory_path", "industry_path")
    DESK = "desk_id"
    OWNER = "author_id"
    PEOPLE = "people"
    FOLLOWS_TREE = False
    READ = Power.IDEA_READ

    class Meta:
        managed = False
        db_table = "ideas_findable"

    def __str__(self) -> str:
        return self.code


class IdeaCreator(PlacedModel):
    """One of an idea's creators, in order, with a share that they confirm by their own sign-in."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="creators")
    position = models.SmallIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    share = models.DecimalField(max_digits=5, decimal_places=2)
    post = models.CharField(max_length=60, blank=True)
    is_frontline = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True)
    disputed_at = models.DateTimeField(null=True)
    dispute_words = models.TextField(blank=True)
    # Copies of the idea's, for the fence judges a row by itself.
    people = ArrayField(models.BigIntegerField(), default=list)
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    OWNER = "person_id"
    PEOPLE = "people"
    READ = Power.IDEA_READ

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["idea", "position"], name="idea_creator_one_at_a_position"),
            models.UniqueConstraint(fields=["idea", "person"], name="idea_creator_once"),
            models.CheckConstraint(
                condition=Q(share__gte=0, share__lte=100), name="idea_creator_share_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(disputed_at__isnull=True),
                name="idea_creator_says_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-idea"], name="idea_creator_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.share} %"


class AnswerTally(models.Model):
    """How a unit answered what was handed in during one month: what the public table adds up. Made anew by a job."""

    unit = models.ForeignKey(Union, on_delete=models.CASCADE, related_name="+")
    month_date = models.DateField()
    handed_in = models.IntegerField()
    answered_in_time = models.IntegerField()
    answered_late = models.IntegerField()
    waiting_in_time = models.IntegerField()
    waiting_late = models.IntegerField()
    accepted = models.IntegerField()
    implemented = models.IntegerField()
    tallied_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "month_date"], name="tally_one_a_month"),
            models.CheckConstraint(
                condition=Q(
                    handed_in=F("answered_in_time")
                    + F("answered_late")
                    + F("waiting_in_time")
                    + F("waiting_late")
                ),
                name="tally_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.month_date:%Y-%m}"
