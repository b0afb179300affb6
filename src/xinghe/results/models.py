"""A five-small result, its creators with their shares, and the workbooks it came in."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from xinghe.access.placed import PlacedModel, path_field
from xinghe.access.powers import Power
from xinghe.foundation.amounts import Amount, Qualifier
from xinghe.foundation.chinese_dates import Day, Precision
from xinghe.results.vocab import Stage
from xinghe.unions.models import Union


class Workbook(PlacedModel):
    """A results workbook somebody sent, and what became of its lines."""

    file_name = models.CharField(max_length=255)
    file_digest = models.CharField(max_length=64)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    territory_path = path_field()
    industry_path = path_field()
    run_id = models.BigIntegerField(null=True)
    received_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    rows = models.IntegerField(default=0)
    accepted = models.IntegerField(default=0)
    recorded = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    similar = models.IntegerField(default=0)

    LINES = ("territory_path", "industry_path")
    OWNER = "person_id"
    READ = Power.RESULT_READ

    class Meta:
        indexes = [models.Index(fields=["territory_path", "-received_at"], name="workbook_by_place")]

    def __str__(self) -> str:
        return f"{self.file_name} {self.received_at:%Y-%m-%d}"


class WorkbookError(PlacedModel):
    """One cell that was refused: where, what stood there, what is wrong."""

    workbook = models.ForeignKey(Workbook, on_delete=models.CASCADE, related_name="errors")
    row = models.IntegerField()
    column = models.CharField(max_length=120)
    code = models.CharField(max_length=40)
    value = models.TextField(blank=True)
    params = models.JSONField(default=dict)
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    READ = Power.RESULT_READ

    class Meta:
        indexes = [models.Index(fields=["workbook", "row"], name="workbook_error_by_row")]

    def __str__(self) -> str:
        return f"{self.workbook_id}:{self.row} {self.column} {self.code}"


class Result(PlacedModel):
    """One five-small result of workers at one unit.

    ``territory_path`` and ``industry_path`` are the unit's, and follow it when the tree changes.
    """

    # Unguessable, stable, short enough to type from paper: the public address.
    code = models.CharField(max_length=12, unique=True)
    title = models.CharField(max_length=60)
    title_key = models.CharField(max_length=60)
    title_pinyin = models.CharField(max_length=255, blank=True, db_collation="C")
    title_initials = models.CharField(max_length=60, blank=True)
    category = models.CharField(max_length=30)
    field = models.CharField(max_length=30)
    unit = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    territory_path = path_field()
    industry_path = path_field()
    first_is_frontline = models.BooleanField(default=False)
    finished_date = models.DateField()
    finished_precision = models.CharField(max_length=5, default="day")
    applied_date = models.DateField(null=True)
    applied_precision = models.CharField(max_length=5, default="day")
    year = models.SmallIntegerField()
    problem = models.TextField(blank=True)
    solution = models.TextField(blank=True)
    innovation = models.TextField(blank=True)
    effect = models.TextField(blank=True)
    benefit_yuan = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    benefit_qualifier = models.CharField(max_length=10, blank=True)
    benefit_basis = models.CharField(max_length=12, blank=True)
    property_rights = models.TextField(blank=True)
    stage = models.CharField(max_length=12, default=Stage.RECORDED)
    workbook = models.ForeignKey(Workbook, null=True, on_delete=models.SET_NULL, related_name="+")
    workbook_row = models.IntegerField(null=True)
    # The creators who sign in here, if they do.
    people = ArrayField(models.BigIntegerField(), default=list)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    cleared_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True)
    # The strongest similarity found, for lists; the evidence is in texts.
    similar_coverage = models.FloatField(null=True)
    search = SearchVectorField()

    LINES = ("territory_path", "industry_path")
    DESK = "unit_id"
    OWNER = "recorded_by_id"
    PEOPLE = "people"
    READ = Power.RESULT_READ

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "title_key", "finished_date"],
                condition=~Q(stage=Stage.WITHDRAWN),
                name="result_recorded_once",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=[s.value for s in Stage]), name="result_stage_is_known"
            ),
            # Maker ≠ checker: who recorded a result does not clear it.
            models.CheckConstraint(
                condition=Q(cleared_by__isnull=True)
                | Q(recorded_by__isnull=True)
                | ~Q(cleared_by=F("recorded_by")),
                name="result_cleared_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=[Stage.CLEARED, Stage.PUBLISHED])
                | Q(cleared_by__isnull=False, cleared_at__isnull=False),
                name="result_cleared_before_published",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.PUBLISHED) | Q(published_at__isnull=False),
                name="result_published_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(benefit_yuan__isnull=True) | Q(benefit_yuan__gte=0),
                name="result_benefit_not_negative",
            ),
        ]
        indexes = [
            models.Index(fields=["territory_path", "-id"], name="result_by_territory"),
            models.Index(fields=["industry_path", "-id"], name="result_by_industry"),
            models.Index(fields=["workbook", "workbook_row"], name="result_by_workbook"),
            models.Index(fields=["recorded_by"], name="result_by_recorder"),
            # One index for each order of the officer's list, so that its thousandth page costs what its first does.
            models.Index(fields=["title_pinyin", "id"], name="result_by_title"),
            models.Index(fields=["finished_date", "id"], name="result_by_finish"),
            models.Index(fields=["year", "id"], name="result_by_year"),
            models.Index(fields=["field", "category", "year", "id"], name="result_by_field"),
            models.Index(fields=["stage", "id"], name="result_by_stage"),
            models.Index(fields=["id"], condition=Q(similar_coverage__isnull=False), name="result_similar"),
            models.Index(
                fields=["-published_at", "-id"], condition=Q(stage="published"), name="result_published"
            ),
            GinIndex(fields=["search"], name="result_search"),
            GinIndex(fields=["people"], name="result_by_people"),
            GinIndex(OpClass("title_initials", "gin_trgm_ops"), name="result_initials"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def finished(self) -> Day:
        """When it was finished, as precisely as it is known."""
        return Day(date=self.finished_date, precision=Precision(self.finished_precision))

    @property
    def applied(self) -> Day | None:
        """Since when it is in use."""
        if self.applied_date is None:
            return None
        return Day(date=self.applied_date, precision=Precision(self.applied_precision))

    @property
    def benefit(self) -> Amount | None:
        """The yearly benefit with its qualifier."""
        if self.benefit_yuan is None:
            return None
        return Amount(yuan=self.benefit_yuan, qualifier=Qualifier(self.benefit_qualifier))


class FindableResult(PlacedModel):
    """What lists and searches look a result up by: a view of ``Result``, with the fence as an ordinary condition.

    Behind row-level security itself PostgreSQL may not use the word index (``@@`` is not leakproof), and one
    rare word would cost a look at every row. Whoever shows a result reads it from ``Result`` by number.
    """

    code = models.CharField(max_length=12)
    title_pinyin = models.CharField(max_length=255, db_collation="C")
    title_initials = models.CharField(max_length=60)
    category = models.CharField(max_length=30)
    field = models.CharField(max_length=30)
    unit = models.ForeignKey(Union, on_delete=models.DO_NOTHING, related_name="+")
    territory_path = path_field()
    industry_path = path_field()
    finished_date = models.DateField()
    year = models.SmallIntegerField()
    stage = models.CharField(max_length=12)
    workbook = models.ForeignKey(Workbook, null=True, on_delete=models.DO_NOTHING, related_name="+")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.DO_NOTHING, related_name="+"
    )
    published_at = models.DateTimeField(null=True)
    similar_coverage = models.FloatField(null=True)
    search = SearchVectorField()

    LINES = ("territory_path", "industry_path")
    OWNER = "recorded_by_id"
    # It is a view: its rows move when those of Result do.
    FOLLOWS_TREE = False
    READ = Power.RESULT_READ

    class Meta:
        managed = False
        db_table = "results_findable"

    def __str__(self) -> str:
        return self.code


class SearchChange(models.Model):
    """A published result that changed, or one that no longer is, and the transaction that changed it.

    Written by triggers, so that no way of changing a result can forget it; read by whoever keeps the
    search index. One row a result at most, so it never needs to be emptied.
    """

    result_id = models.BigIntegerField(primary_key=True)
    # PostgreSQL's number of the transaction. Transactions end in another order than they are numbered.
    transaction = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["transaction"], name="search_change_in_order")]

    def __str__(self) -> str:
        return f"{self.result_id} in {self.transaction}"


class Creator(PlacedModel):
    """One of a result's creators, in order, with a share. The shares of a result total 100 %."""

    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="creators")
    position = models.SmallIntegerField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=60)
    name_pinyin = models.CharField(max_length=200, blank=True, db_collation="C")
    share = models.DecimalField(max_digits=5, decimal_places=2)
    is_public = models.BooleanField(default=False)
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    READ = Power.RESULT_READ

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["result", "position"], name="creator_one_at_a_position"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=100), name="creator_share_is_a_share"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.share} %"
