"""One's own ideas are looked up: without it the fence reads every row, whoever asks."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ideas", "0002_shares_and_fence")]
    operations = [migrations.AddIndex("idea", GinIndex(fields=["people"], name="idea_by_people"))]
