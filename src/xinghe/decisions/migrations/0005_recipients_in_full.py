"""An award names everybody whom its certificate names, and everybody who signs it, however many they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("decisions", "0004_revocation_list")]
    operations = [
        migrations.AlterField("award", "recipient", models.TextField()),
        migrations.AlterField("award", "named_by", models.TextField()),
    ]
