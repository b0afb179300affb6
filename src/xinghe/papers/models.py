"""The register of numbered papers, and the keys that credentials are signed with."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import ExtractYear

from xinghe.access.placed import PlacedModel, path_field
from xinghe.access.powers import Power
from xinghe.papers.rules.numbers import LONGEST_CODE, LONGEST_PATTERN, NumberForm
from xinghe.papers.vocab import LONGEST_TITLE, PaperKind, PaperState
from xinghe.unions.models import Union


class Series(PlacedModel):
    """A union's own row of numbers (机关代字): counted from 1 anew each year, without a gap.

    Code, pattern and union never change; a series that is no longer used is closed.
    """

    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=LONGEST_CODE)
    pattern = models.CharField(max_length=LONGEST_PATTERN)
    is_open = models.BooleanField(default=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField()
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    DESK = "union_id"
    READ = Power.PAPER_READ

    class Meta:
        constraints = [
            # Two series that write the same would give one number twice.
            models.UniqueConstraint(fields=["code", "pattern"], name="series_writes_its_own"),
        ]
        indexes = [
            models.Index(fields=["union", "is_open"], name="series_by_union"),
            models.Index(fields=["territory_path"], name="series_by_territory"),
            models.Index(fields=["industry_path"], name="series_by_industry"),
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.union_id}"

    @property
    def form(self) -> NumberForm:
        """How its numbers are written and read."""
        return NumberForm(code=self.code, pattern=self.pattern)


class Paper(PlacedModel):
    """One paper that a union issued: its number, its files by digest. Nothing of it changes, but it may be made void."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="papers")
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    number = models.IntegerField()
    # The whole number as it is printed: 鄂工发〔2026〕12号.
    printed_number = models.CharField(max_length=LONGEST_CODE + LONGEST_PATTERN, unique=True)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=LONGEST_TITLE)
    issued_on = models.DateField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    pdf_digest = models.CharField(max_length=64)
    docx_digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, default=PaperState.ISSUED)
    void_reason = models.TextField(blank=True)
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    DESK = "union_id"
    READ = Power.PAPER_READ

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "year", "number"], name="paper_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="paper_counts_from_one"),
            models.CheckConstraint(
                condition=Q(year=ExtractYear("issued_on")), name="paper_counted_in_its_year"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in PaperKind]), name="paper_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="issued", void_reason="", voided_at=None, voided_by=None)
                | Q(state="void", voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason=""),
                name="paper_void_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["territory_path", "-issued_on", "-id"], name="paper_by_territory"),
            models.Index(fields=["industry_path", "-issued_on", "-id"], name="paper_by_industry"),
            models.Index(fields=["union", "-issued_on"], name="paper_by_union"),
        ]

    def __str__(self) -> str:
        return f"{self.printed_number} {self.state}"


class SigningKey(models.Model):
    """An Ed25519 key of this installation: the public half in the open, the private half sealed by the vault.

    One is in use, the one without an end; earlier ones stay, for what they signed is still checked with them.
    """

    number = models.CharField(max_length=16, unique=True)
    public = models.BinaryField()
    private_sealed = models.BinaryField()
    made_at = models.DateTimeField()
    # The last day on which it signed.
    until_date = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["until_date"],
                condition=Q(until_date__isnull=True),
                nulls_distinct=False,
                name="signing_key_one_in_use",
            ),
        ]

    def __str__(self) -> str:
        return self.number
