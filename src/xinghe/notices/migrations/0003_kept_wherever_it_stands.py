"""What is kept follows its union to another place in the tree, and changes in nothing else."""

from django.db import migrations

KEPT = """
CREATE OR REPLACE FUNCTION notices_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - ARRAY['territory_path', 'industry_path']
            = to_jsonb(OLD) - ARRAY['territory_path', 'industry_path'] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what was done about an objection is never changed (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""
KEPT_IN_PLACE = """
CREATE OR REPLACE FUNCTION notices_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was done about an objection is never changed (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_fence_and_kept")]
    operations = [migrations.RunSQL(KEPT, KEPT_IN_PLACE)]
