"""The union tree with its history, and who holds which office where."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from xinghe.access.placed import PlacedModel, path_field
from xinghe.access.powers import Power
from xinghe.unions.vocab import UnionKind


class Union(PlacedModel):
    """One node of the tree as it stands today. Earlier names and parents are in their own tables.

    ``territory_path`` and ``industry_path`` list the ancestors and itself by number, "1.4.9.";
    empty where the union does not stand on that line.
    """

    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20)
    # GB/T 2260 for a division; X-420100-01 for a development zone, which has none; empty for a unit.
    division_code = models.CharField(max_length=20, blank=True)
    # The organisation's credit code, GB 32100-2015.
    uscc = models.CharField(max_length=18, blank=True)
    name_pinyin = models.CharField(max_length=400, blank=True, db_collation="C")
    name_initials = models.CharField(max_length=120, blank=True)
    territory_path = path_field()
    industry_path = path_field()
    # The paths it had before it was moved, or moved with what stands above it, the newest last: what was frozen lies there.
    former_paths = ArrayField(path_field(), default=list)
    is_demonstration = models.BooleanField(default=False)

    LINES = ("territory_path", "industry_path")
    DESK = "pk"
    READ = Power.UNION_READ

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["uscc"], condition=~Q(uscc=""), name="union_uscc_once"),
            models.UniqueConstraint(
                fields=["division_code"], condition=~Q(division_code=""), name="union_division_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in UnionKind]), name="union_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(territory_path="") | Q(territory_path__endswith="."),
                name="union_territory_path_ends",
            ),
            models.CheckConstraint(
                condition=Q(industry_path="") | Q(industry_path__endswith="."),
                name="union_industry_path_ends",
            ),
        ]
        indexes = [
            models.Index(fields=["territory_path"], name="union_by_territory"),
            models.Index(fields=["industry_path"], name="union_by_industry"),
            models.Index(OpClass(Lower("name_initials"), "text_pattern_ops"), name="union_by_initials"),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class UnionParent(models.Model):
    """Under whom a union stood on one line, from a date until (not including) another."""

    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="parents")
    line = models.CharField(max_length=20)
    parent = models.ForeignKey(Union, null=True, on_delete=models.PROTECT, related_name="+")
    from_date = models.DateField()
    until_date = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["union", "line"], condition=Q(until_date__isnull=True), name="union_one_parent_now"
            ),
            models.CheckConstraint(
                condition=Q(until_date__isnull=True) | Q(until_date__gt=F("from_date")),
                name="union_parent_period",
            ),
            models.CheckConstraint(condition=~Q(union=F("parent")), name="union_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return f"{self.union_id} under {self.parent_id} ({self.line}) from {self.from_date}"


class UnionName(models.Model):
    """What a union was called, from a date until (not including) another."""

    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=120)
    from_date = models.DateField()
    until_date = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["union"], condition=Q(until_date__isnull=True), name="union_one_name_now"
            ),
            models.CheckConstraint(
                condition=Q(until_date__isnull=True) | Q(until_date__gt=F("from_date")),
                name="union_name_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} from {self.from_date}"


class Appointment(models.Model):
    """A role held at one union, and through the tree at what lies below it, for a half-open period."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    # The provider of sign-in from whose groups it follows; empty: given by hand, and no sign-in touches it.
    source = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gt=F("from_at")), name="appointment_period"
            ),
            models.UniqueConstraint(
                fields=["person", "union", "role"],
                condition=Q(until_at__isnull=True),
                name="appointment_held_once",
            ),
        ]
        indexes = [models.Index(fields=["person", "until_at"], name="appointment_by_person")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.role} at {self.union_id}"


class RoleMapping(models.Model):
    """A rule: whom the provider of sign-in names in a group holds an office at a union, for as long as it does."""

    provider = models.CharField(max_length=40)
    claim = models.CharField(max_length=200)
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    # Whoever made it gets no office by it: nobody appoints themselves.
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "claim", "union", "role"], name="role_mapping_once")
        ]

    def __str__(self) -> str:
        return f"{self.claim}: {self.role} at {self.union_id}"
