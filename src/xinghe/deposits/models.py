"""A request that was taken in and is carried out afterwards."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from xinghe.access.placed import PlacedModel
from xinghe.access.powers import Power
from xinghe.deposits.vocab import DepositState


class Deposit(PlacedModel):
    """One request as it was sent, when PostgreSQL took it, and what became of it. It is its sender's alone."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Whether the token that it came with brings its bearer's offices.
    with_offices = models.BooleanField()
    operation = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict)
    body = models.BinaryField()
    taken_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=DepositState.WAITING)
    attempts = models.SmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    answer = models.JSONField(null=True)
    path = models.CharField(max_length=200, blank=True, default="")
    # A refusal's code and HTTP status, its sentence and the values of its places.
    code = models.CharField(max_length=60, blank=True, default="")
    status = models.SmallIntegerField(null=True)
    sentence = models.TextField(blank=True, default="")
    params = models.JSONField(default=dict)

    LINES = ()
    OWNER = "person_id"
    READ = Power.TOKEN_HOLD

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="deposit_key_once"),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in DepositState]), name="deposit_state_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["taken_at", "id"], name="deposit_waiting", condition=Q(state="waiting")),
            models.Index(fields=["settled_at"], name="deposit_with_text", condition=~Q(body=b"")),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.operation} {self.state}"
