"""What is remembered of a request that may come again."""

from django.db import models


class OnceAnswer(models.Model):
    """The answer to a request that bore a key of its sender's, kept so that the same request acts once."""

    # Digest of person, route, key and which command of the request it was: all that a repetition is known by.
    place = models.BinaryField(unique=True)
    person_id = models.BigIntegerField()
    fingerprint = models.BinaryField()
    status = models.SmallIntegerField(default=200)
    answer = models.BinaryField()
    answered_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["answered_at"], name="once_answer_by_age")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.answered_at:%Y-%m-%d %H:%M}"
