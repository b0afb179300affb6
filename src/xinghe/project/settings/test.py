"""Checks and tests: fast hashing, a throw-away database, static files as they lie."""

from xinghe.project.settings.base import *  # noqa: F403

SECRET_KEY = "only-for-tests"  # noqa: S105 -- a test installation keeps no secret
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
# Tests make things between two pages; those about counts set it.
COUNTS_KEPT = 0
