"""Texts and similarities lie behind the fence; a published subject shows its text to everybody."""

from django.db import migrations

from xinghe.access.fence import protect, sees, unprotect

LINES = ("territory_path", "industry_path")
OWN = sees(LINES)


class Migration(migrations.Migration):
    dependencies = [("texts", "0001_initial")]
    operations = [
        migrations.RunSQL(
            protect("texts_recordedtext", OWN, public="is_public"), unprotect("texts_recordedtext")
        ),
        migrations.RunSQL(protect("texts_similarity", OWN), unprotect("texts_similarity")),
    ]
