"""Who made a result looks their recommendations up by an index: the fence asks for it on every row otherwise."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0002_fence_and_tree")]
    operations = [
        migrations.AddIndex("recommendation", GinIndex(fields=["people"], name="recommendation_by_people")),
        migrations.AddIndex("step", GinIndex(fields=["people"], name="recommendation_step_by_people")),
    ]
