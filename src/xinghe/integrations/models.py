"""Access tokens, how many requests came, endpoints, and what happened in order."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from xinghe.access.placed import PlacedModel, path_field
from xinghe.access.powers import Power
from xinghe.unions.models import Union


class AccessToken(PlacedModel):
    """What a program shows instead of a password. Only a keyed digest of it is kept."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=20)
    digest = models.BinaryField(unique=True)
    scopes = ArrayField(models.CharField(max_length=40))
    # Made in a session that was opened by a second factor: only then it brings its bearer's offices.
    with_offices = models.BooleanField(default=False)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    LINES = ()
    OWNER = "person_id"
    READ = Power.TOKEN_HOLD

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="token_period"),
        ]
        indexes = [models.Index(fields=["person", "-issued_at"], name="token_by_person")]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.name}"


class RateCount(models.Model):
    """Requests of one token or address in the present minute. Unlogged: after a crash everybody starts afresh."""

    key = models.BinaryField(primary_key=True)
    window_at = models.DateTimeField()
    used = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["window_at"], name="rate_by_age")]

    def __str__(self) -> str:
        return f"{self.used} since {self.window_at:%H:%M}"


class Happening(PlacedModel):
    """One thing that happened, for programs: ids and codes, never a title, a name or a score.

    ``number`` is given after the commit, by one hand: whoever has read up to a number has missed nothing below it.
    """

    number = models.BigIntegerField(null=True, unique=True)
    name = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    payload = models.JSONField(default=dict)
    person_id = models.BigIntegerField(null=True)
    territory_path = path_field()
    industry_path = path_field()
    at = models.DateTimeField()

    LINES = ("territory_path", "industry_path")
    OWNER = "person_id"
    READ = Power.ENDPOINT_ARRANGE

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(number__isnull=True), name="happening_unnumbered"),
            models.Index(fields=["territory_path", "number"], name="happening_by_territory"),
            models.Index(fields=["industry_path", "number"], name="happening_by_industry"),
            models.Index(fields=["at"], name="happening_by_age"),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.name}"


class Endpoint(PlacedModel):
    """A program elsewhere that is told what happens at a union and below. It has heard all up to ``cursor``."""

    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    url = models.CharField(max_length=500)
    names = ArrayField(models.CharField(max_length=60))
    secret = models.BinaryField(default=b"")
    former_secret = models.BinaryField(default=b"")
    former_until = models.DateTimeField(null=True)
    is_on = models.BooleanField(default=True)
    cursor = models.BigIntegerField(default=0)
    failures = models.IntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)
    last_failure = models.CharField(max_length=30, blank=True)
    last_status = models.SmallIntegerField(null=True)
    delivered_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    READ = Power.ENDPOINT_ARRANGE

    class Meta:
        indexes = [
            models.Index(fields=["territory_path"], name="endpoint_by_territory"),
            models.Index(fields=["industry_path"], name="endpoint_by_industry"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.url}"
