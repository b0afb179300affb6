"""Every list of what no longer holds is a row of its own; the last one is published."""

from django.db import migrations, models

# The list that each revocation signed, in the order in which they were signed.
CARRIED = """
INSERT INTO decisions_revocationlist (signed, issued_at)
SELECT one.revocation_list, decision.issued_at FROM decisions_award one
    JOIN decisions_decision decision ON decision.id = one.revoked_by_id
    WHERE one.revocation_list IS NOT NULL ORDER BY decision.issued_at, decision.id
"""
KEPT = """
CREATE FUNCTION decisions_keep_revocation_list() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a list of revocations is followed by the next one and not changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER revocation_list_is_kept BEFORE UPDATE OR DELETE ON decisions_revocationlist
    FOR EACH ROW EXECUTE FUNCTION decisions_keep_revocation_list();
"""
NOT_KEPT = """
DROP TRIGGER revocation_list_is_kept ON decisions_revocationlist;
DROP FUNCTION decisions_keep_revocation_list();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0003_words_of_papers"),
    ]

    operations = [
        migrations.CreateModel(
            name="RevocationList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("signed", models.JSONField()),
                ("issued_at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(CARRIED, migrations.RunSQL.noop),
        migrations.RunSQL(KEPT, NOT_KEPT),
        migrations.RemoveField(
            model_name="award",
            name="revocation_list",
        ),
    ]
