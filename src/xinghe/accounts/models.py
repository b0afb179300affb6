"""A person who may sign in, the vault that holds their personal numbers, failed attempts, and kept views of lists."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from xinghe.access.placed import PlacedModel, path_field
from xinghe.access.powers import Power
from xinghe.accounts.vocab import FailureKind, NumberKind


class PersonManager(BaseUserManager["Person"]):
    """What Django's sign-in needs; people are made by ``accounts.actions``."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person with this staff number."""
        return self.get(staff_number=username)


class Person(AbstractBaseUser, PlacedModel):
    """Somebody who signs in by staff number, e-mail or phone. Powers come from appointments, not from here.

    The paths say which union they belong to, so that an officer may look after the people below
    their own union and no others; they give the person no power.
    """

    # Every person has one: given by the employer, or made by us for those who have none.
    staff_number = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    name_pinyin = models.CharField(max_length=200, blank=True, db_collation="C")
    name_initials = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    territory_path = path_field()
    industry_path = path_field()
    is_active = models.BooleanField(default=True)
    # Invented people of the demonstration province are marked as such wherever they are shown.
    is_demonstration = models.BooleanField(default=False)
    joined_at = models.DateTimeField()
    # Somebody else knows this password: the next thing its bearer does is to choose their own.
    password_is_issued = models.BooleanField(default=False)
    # Part of every session's seal: raising it ends all sessions of this person.
    session_round = models.PositiveIntegerField(default=0)

    objects = PersonManager()

    USERNAME_FIELD = "staff_number"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    LINES = ("territory_path", "industry_path")
    OWNER = "id"
    READ = Power.PERSON_READ

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("staff_number"), name="person_staff_number_once"),
            models.UniqueConstraint(Lower("email"), name="person_email_once", condition=~Q(email="")),
        ]
        indexes = [
            models.Index(fields=["territory_path"], name="person_by_territory"),
            models.Index(fields=["industry_path"], name="person_by_industry"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.staff_number})"

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """What a session must carry to be this person's: changes with the password and with ``session_round``."""
        told = f"{self.password}\n{self.session_round}"
        return salted_hmac("xinghe.accounts.session", told, secret=secret, algorithm="sha256").hexdigest()


class VaultNumber(models.Model):
    """One personal number, encrypted; found again by a keyed index, shown masked."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in NumberKind])
    ciphertext = models.BinaryField()
    blind_index = models.BinaryField()
    masked = models.CharField(max_length=40)
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="vault_one_of_a_kind_each"),
            # A phone signs one person in, and an ID number is one person's. A bank card may be shared.
            models.UniqueConstraint(
                fields=["kind", "blind_index"],
                name="vault_number_is_one_persons",
                condition=Q(kind__in=[NumberKind.PHONE.value, NumberKind.ID_NUMBER.value]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.masked}"


class FailureCount(models.Model):
    """Failed attempts in a row by one identifier, of one account, or from one address.

    In the database, because every process must count together. ``key`` is a keyed digest: neither
    a phone number nor an address can be read from it.
    """

    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in FailureKind])
    key = models.BinaryField()
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    failures = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField()
    paused_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="failure_counted_once")]
        indexes = [models.Index(fields=["failed_at"], name="failure_by_age")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.failures}"


class SavedView(PlacedModel):
    """A list as one person wants to find it again: a name, and what stands in its address.

    Nobody's business but their own, so it lies nowhere in the tree.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    list_name = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    # What stands behind the question mark; never a host, so a view leads nowhere but to its list.
    address = models.TextField(blank=True)
    is_default = models.BooleanField(default=False)
    kept_at = models.DateTimeField()

    LINES = ()
    OWNER = "person_id"
    FOLLOWS_TREE = False
    READ = Power.VIEW_KEEP

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "list_name", "name"], name="view_name_once"),
            models.UniqueConstraint(
                fields=["person", "list_name"], name="view_default_once", condition=Q(is_default=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list_name}: {self.name}"
