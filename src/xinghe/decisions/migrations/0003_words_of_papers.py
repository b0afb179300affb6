"""A decision says who signs with the union, what follows its list, and how certificates are worded; issued, it is kept.

An award bears the words of its own certificate: they are printed for anybody, who reads no decision.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

KEPT = """
CREATE FUNCTION decisions_keep_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.state <> 'draft'
        AND to_jsonb(NEW) - ARRAY['territory_path', 'industry_path']
            <> to_jsonb(OLD) - ARRAY['territory_path', 'industry_path']) THEN
        RAISE EXCEPTION 'a decision that is issued or dropped is not changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_is_kept BEFORE UPDATE OR DELETE ON decisions_decision
    FOR EACH ROW EXECUTE FUNCTION decisions_keep_decision();
"""
NOT_KEPT = """
DROP TRIGGER decision_is_kept ON decisions_decision;
DROP FUNCTION decisions_keep_decision();
"""
# Of what was named before, the words that were printed then.
WORDED = """
ALTER TABLE decisions_award DISABLE TRIGGER award_is_kept;
UPDATE decisions_award SET issuers = ARRAY[named_by], certificate_text =
    '你们申报的《' || decisions_award.title || '》，在' || programmes_call.title || '中，经评审、公示，公布为'
    FROM programmes_call WHERE programmes_call.id = decisions_award.call_id;
ALTER TABLE decisions_award ENABLE TRIGGER award_is_kept;
"""
NAMES = ArrayField(base_field=models.CharField(max_length=200), default=list, size=None)


class Migration(migrations.Migration):
    dependencies = [("decisions", "0002_fence_and_kept")]
    operations = [
        migrations.AddField("decision", "cosigners", NAMES),
        migrations.AddField(
            "decision",
            "copies",
            models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
        migrations.AddField("decision", "dated_on", models.DateField(null=True)),
        migrations.AddField(
            "decision",
            "list_title",
            models.CharField(blank=True, default="", max_length=120),
            preserve_default=False,
        ),
        migrations.AddField("decision", "annexes", models.JSONField(default=list)),
        migrations.AddField(
            "decision",
            "certificate_words",
            models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
        migrations.AddField(
            "decision",
            "article",
            models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
        migrations.AddField("award", "issuers", NAMES.clone()),
        migrations.AddField("award", "certificate_text", models.TextField(default="")),
        migrations.RunSQL(WORDED, migrations.RunSQL.noop),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
