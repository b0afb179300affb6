"""What happened, and the chain that proves nobody changed the account of it afterwards."""

from django.db import models


class AuditEntry(models.Model):
    """One thing that happened. The database refuses to change or remove it.

    People are named by number, without a foreign key: the record outlives whoever it speaks of.
    """

    at = models.DateTimeField(db_index=True)
    person_id = models.BigIntegerField(null=True)
    system = models.CharField(max_length=60, blank=True)
    offices = models.CharField(max_length=400, blank=True)
    via = models.CharField(max_length=10)
    verb = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    command = models.CharField(max_length=120)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id", "at"], name="audit_by_subject")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.verb} {self.subject_kind}:{self.subject_id}"


class AuditLink(models.Model):
    """One entry's place in the chain: ``head`` = SHA-256(previous head + digest + ``sealed_at``).

    A table of its own, written by the sealer alone, because entries commit out of order while a
    chain has none to spare, and because chaining inside each command would queue every command.
    """

    position = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="link")
    digest = models.BinaryField()
    head = models.BinaryField()
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.position}: entry {self.entry_id}"
