"""A file that belongs to a record, and a file that is still on its way."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from xinghe.access.placed import PlacedModel, path_field
from xinghe.access.powers import Power
from xinghe.attachments.registry import staying_kinds
from xinghe.attachments.vocab import LONGEST_CAPTION, LONGEST_NAME, Slot, State


class Attachment(PlacedModel):
    """One file of one record. It stands where its record stands and belongs to the same people.

    What came lies in quarantine under ``quarantine``; when it is clean, a harmless copy lies in the store under
    ``clean_digest`` and what came is gone.
    """

    # Unguessable and stable: the address by which a page asks for it. Asking is not being allowed.
    key = models.CharField(max_length=22, unique=True)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    slot = models.CharField(max_length=10)
    position = models.SmallIntegerField()
    file_name = models.CharField(max_length=LONGEST_NAME)
    caption = models.CharField(max_length=LONGEST_CAPTION, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.BigIntegerField()
    original_digest = models.CharField(max_length=64)
    clean_digest = models.CharField(max_length=64, blank=True)
    preview_digest = models.CharField(max_length=64, blank=True)
    quarantine = models.CharField(max_length=43, blank=True)
    state = models.CharField(max_length=10, default=State.WAITING)
    # A refusal's code and what fills the places of its sentence.
    reason = models.CharField(max_length=40, blank=True)
    reason_params = models.JSONField(default=dict)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    people = ArrayField(models.BigIntegerField(), default=list)
    territory_path = path_field()
    industry_path = path_field()
    begun_at = models.DateTimeField()
    received_at = models.DateTimeField()
    examined_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    LINES = ("territory_path", "industry_path")
    OWNER = "person_id"
    PEOPLE = "people"
    READ = Power.ATTACHMENT_READ

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in State]), name="attachment_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(slot__in=[one.value for one in Slot]), name="attachment_slot_is_known"
            ),
            # Nothing is served that was not found clean.
            models.CheckConstraint(
                condition=Q(state=State.CLEAN) | Q(clean_digest="", preview_digest=""),
                name="attachment_only_clean_is_kept",
            ),
        ]
        indexes = [
            models.Index(
                fields=["subject_kind", "subject_id", "slot", "position"], name="attachment_by_subject"
            ),
            models.Index(fields=["territory_path"], name="attachment_by_territory"),
            models.Index(fields=["industry_path"], name="attachment_by_industry"),
            models.Index(fields=["person"], name="attachment_by_person"),
            GinIndex(fields=["people"], name="attachment_by_people"),
            models.Index(fields=["received_at"], condition=Q(state="waiting"), name="attachment_waiting"),
            models.Index(fields=["clean_digest"], name="attachment_by_digest"),
            models.Index(fields=["preview_digest"], name="attachment_by_preview"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.subject_kind} {self.subject_id})"

    @classmethod
    def following(cls) -> "models.QuerySet[Self]":
        """All but those of a record that stays where it was."""
        return super().following().exclude(subject_kind__in=staying_kinds())


class Upload(PlacedModel):
    """A file on its way: how much of it stands in quarantine. ``offset`` is the truth, not the length of the file.

    Officers above see that it exists; only who began it may go on with it.
    """

    token = models.CharField(max_length=43, unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    slot = models.CharField(max_length=10)
    file_name = models.CharField(max_length=LONGEST_NAME)
    # What the sender's page recognises the file by when it begins again after a reload.
    mark = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    begun_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attachment = models.ForeignKey(Attachment, null=True, on_delete=models.CASCADE, related_name="+")
    territory_path = path_field()
    industry_path = path_field()

    LINES = ("territory_path", "industry_path")
    OWNER = "person_id"
    READ = Power.ATTACHMENT_READ

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(offset__gte=0, offset__lte=F("size")), name="upload_offset_within_size"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "subject_kind", "subject_id"], name="upload_by_person"),
            models.Index(fields=["expires_at"], name="upload_by_end"),
            models.Index(fields=["territory_path"], name="upload_by_territory"),
            models.Index(fields=["industry_path"], name="upload_by_industry"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.offset}/{self.size}"

    @classmethod
    def following(cls) -> "models.QuerySet[Self]":
        """All but those of a record that stays where it was."""
        return super().following().exclude(subject_kind__in=staying_kinds())
