"""Argon2id at a cost that guards passwords and lets a deadline's crowd sign in."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class TunedArgon2(Argon2PasswordHasher):
    """19 MiB, 2 passes, 1 lane: OWASP's least. Django's own 100 MiB and 8 lanes let about 4 people a second in (SEC-12)."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
