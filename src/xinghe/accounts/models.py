"""A person who may sign in, and the vault that holds their personal numbers."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from xinghe.accounts.vocab import NumberKind


class PersonManager(BaseUserManager["Person"]):
    """What Django's sign-in needs; people are made by ``accounts.actions``."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person with this staff number."""
        return self.get(staff_number=username)


class Person(AbstractBaseUser):
    """Somebody who signs in by staff number, e-mail or phone. Powers come from appointments, not from here."""

    # Every person has one: given by the employer, or made by us for those who have none.
    staff_number = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    name_pinyin = models.CharField(max_length=200, blank=True, db_collation="C")
    name_initials = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    # Invented people of the demonstration province are marked as such wherever they are shown.
    is_demonstration = models.BooleanField(default=False)
    joined_at = models.DateTimeField()

    objects = PersonManager()

    USERNAME_FIELD = "staff_number"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="person_email_once", condition=~models.Q(email="")),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.staff_number})"


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
                condition=models.Q(kind__in=[NumberKind.PHONE, NumberKind.ID_NUMBER]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.masked}"
