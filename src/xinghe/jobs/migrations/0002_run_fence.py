"""Runs lie behind the fence: seen where they were asked for, and by who asked."""

from django.db import migrations

from xinghe.access.fence import protect, sees, unprotect

SEES = sees(("territory_path", "industry_path"), owner="person_id")


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]
    operations = [migrations.RunSQL(protect("jobs_run", SEES), unprotect("jobs_run"))]
