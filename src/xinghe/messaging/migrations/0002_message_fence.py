"""A box is open to its owner and to the machine that fills it; robots lie at their union; the rest is the machine's."""

from django.db import migrations

from xinghe.access.fence import protect, sees, unprotect

# The path of nowhere: below no office, and inside the range that a named machine is given.
NOWHERE = ("''::text",)
OWN = sees(NOWHERE, owner="person_id")
CONDITIONS = {
    "messaging_message": OWN,
    "messaging_preference": OWN,
    "messaging_dispatch": OWN,
    "messaging_announcement": sees(NOWHERE),
    "messaging_robot": sees(("territory_path", "industry_path")),
}


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_messages")]
    operations = [
        migrations.RunSQL(protect(table, condition), unprotect(table))
        for table, condition in CONDITIONS.items()
    ]
