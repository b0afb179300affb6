"""Loading Django for the commands that need it: not all do, and those must start at once and without a database."""

import os

import django
from django.apps import apps

from xinghe.project.postgres import ensure_running

SERVING = "xinghe.project.settings.prod"
OWNING = "xinghe.project.settings.owner"


def start_django(*, owner: bool = False, database: bool = True) -> None:
    """Make sure of the database, then load Django; once, however often it is called.

    `owner` connects as the owner of the tables, for what changes their structure. DJANGO_SETTINGS_MODULE, when it
    names other settings than those for serving, is respected. Refuses when the database does not answer.
    """
    if apps.ready:
        return
    chosen = os.environ.get("DJANGO_SETTINGS_MODULE", SERVING)
    os.environ["DJANGO_SETTINGS_MODULE"] = OWNING if owner and chosen == SERVING else chosen
    if database:
        ensure_running()
    django.setup()
