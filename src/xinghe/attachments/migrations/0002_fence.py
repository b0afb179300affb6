"""Attachments are seen from where their record stands, from above, and by the people of the record; uploads by their sender."""

from django.db import migrations

from xinghe.access.fence import protect, sees, unprotect

LINES = ("territory_path", "industry_path")


class Migration(migrations.Migration):
    dependencies = [("attachments", "0001_attachment_and_upload")]
    operations = [
        migrations.RunSQL(
            protect("attachments_attachment", sees(LINES, owner="person_id", people="people")),
            unprotect("attachments_attachment"),
        ),
        migrations.RunSQL(
            protect("attachments_upload", sees(LINES, owner="person_id")), unprotect("attachments_upload")
        ),
    ]
