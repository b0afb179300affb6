"""Settings of the smallest project; the database is the one that Xinghe's own settings would use."""

import os
from pathlib import Path

from xinghe.project.postgres import database_settings

SECRET_KEY = "only-for-tests"
ROOT_URLCONF = "tests.project.tiny.urls"
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
]
DATABASES = {"default": database_settings(os.environ, pool=os.environ.get("XINGHE_POOL") == "1")}
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ["XINGHE_VAR"]) / "static"
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
USE_TZ = True
TIME_ZONE = "UTC"
