"""Messages in a person's box, how they want to be told, and what leaves the house by e-mail and by group robot."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from xinghe.access.placed import PlacedModel, path_field
from xinghe.access.powers import Power
from xinghe.messaging.vocab import Event, Pace, RobotKind
from xinghe.unions.models import Union


class Message(PlacedModel):
    """Something one person was told. It names its subject by a word and a number: messages stand below ideas.

    ``params`` fill the sentence of the event; ``rules.telling`` says what may be in them.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    event = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    path = models.CharField(max_length=200)
    params = models.JSONField(default=dict)
    # One act on many things ("run:12"): its messages to one person are one message that counts.
    batch = models.CharField(max_length=60, blank=True)
    number = models.PositiveIntegerField(default=1)
    said_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    # When an e-mail is due; null when none is to go out.
    mail_at = models.DateTimeField(null=True)
    dispatch = models.ForeignKey("Dispatch", null=True, on_delete=models.SET_NULL, related_name="messages")

    LINES = ()
    OWNER = "person_id"
    READ = Power.MESSAGE_READ

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "event", "batch"], name="message_one_of_a_batch", condition=~Q(batch="")
            ),
            models.CheckConstraint(
                condition=Q(event__in=[one.value for one in Event]), name="message_event_is_known"
            ),
            models.CheckConstraint(
                condition=Q(path__startswith="/") & ~Q(path__startswith="//"), name="message_path_is_ours"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="message_counts_from_one"),
        ]
        indexes = [
            models.Index(fields=["person", "-said_at", "-id"], name="message_by_person"),
            # The bell on every page.
            models.Index(fields=["person"], name="message_unread", condition=Q(read_at__isnull=True)),
            models.Index(
                fields=["mail_at"],
                name="message_to_mail",
                condition=Q(dispatch__isnull=True, read_at__isnull=True, mail_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.subject_kind} {self.subject_id} × {self.number}"


class Preference(PlacedModel):
    """How soon one person wants an e-mail of one event. Without a row the event's own pace holds."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    event = models.CharField(max_length=40)
    pace = models.CharField(max_length=20)

    LINES = ()
    OWNER = "person_id"
    READ = Power.MESSAGE_READ

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "event"], name="preference_one_an_event"),
            models.CheckConstraint(
                condition=Q(pace__in=[one.value for one in Pace]), name="preference_pace_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.pace}"


class Robot(PlacedModel):
    """A robot in a group of WeCom, DingTalk or Feishu that says what waits at one union."""

    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    territory_path = path_field()
    industry_path = path_field()
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    # Sealed for this row (accounts.vault), and a keyed digest by which the same robot is recognised.
    key_sealed = models.BinaryField()
    key_index = models.BinaryField(unique=True)
    secret_sealed = models.BinaryField(default=b"")
    events = ArrayField(models.CharField(max_length=40), default=list)
    allows_titles = models.BooleanField(default=False)
    is_on = models.BooleanField(default=True)
    arranged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    arranged_at = models.DateTimeField()
    spoke_at = models.DateTimeField(null=True)
    # It was switched off because its service did not take what it said.
    paused_at = models.DateTimeField(null=True)

    LINES = ("territory_path", "industry_path")
    READ = Power.ROBOT_ARRANGE

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in RobotKind]), name="robot_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(is_on=False) | Q(paused_at__isnull=True), name="robot_paused_is_off"
            ),
        ]
        indexes = [
            models.Index(fields=["territory_path"], name="robot_by_territory"),
            models.Index(fields=["industry_path"], name="robot_by_industry"),
            models.Index(fields=["union"], name="robot_at_work", condition=Q(is_on=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Announcement(models.Model):
    """Something that a robot has to say; what comes together within a minute is said in one message.

    Only machines read it: a row is one thing that happened, so that nobody waits for anybody to count.
    """

    robot = models.ForeignKey(Robot, on_delete=models.CASCADE, related_name="+")
    event = models.CharField(max_length=40)
    # Empty unless the robot's owner allows titles.
    title = models.CharField(max_length=200, blank=True)
    number = models.PositiveIntegerField(default=1)
    said_at = models.DateTimeField()
    dispatch = models.ForeignKey(
        "Dispatch", null=True, on_delete=models.CASCADE, related_name="announcements"
    )

    class Meta:
        indexes = [
            models.Index(fields=["robot"], name="announcement_waiting", condition=Q(dispatch__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.event} × {self.number}"


class Dispatch(models.Model):
    """One e-mail to a person or one message of a robot: written down first, then sent until it is taken or given up.

    ``token`` becomes the Message-ID, the same at every attempt, so that a mail program shows a repeated one once.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    robot = models.ForeignKey(Robot, null=True, on_delete=models.CASCADE, related_name="+")
    token = models.UUIDField(default=uuid.uuid4, unique=True)
    address = models.EmailField(blank=True)
    made_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    # What the other side said at the last attempt, cut short.
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True, robot__isnull=False)
                | Q(person__isnull=False, robot__isnull=True),
                name="dispatch_has_one_reader",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(given_up_at__isnull=True), name="dispatch_ends_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                name="dispatch_to_send",
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
            ),
            models.Index(fields=["person", "-id"], name="dispatch_by_person"),
            models.Index(fields=["robot", "-id"], name="dispatch_by_robot"),
        ]

    def __str__(self) -> str:
        return f"{self.token}"
