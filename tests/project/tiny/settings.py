"""The product with one page of its own: prepared, served and supervised as ever, and soon loaded."""

from xinghe.project.settings.base import *  # noqa: F403

ROOT_URLCONF = "tests.project.tiny.urls"
ALLOWED_HOSTS = ["127.0.0.1"]
# Without those that ask who somebody is: the one page asks nobody.
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
STATICFILES_DIRS: list[str] = []
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
