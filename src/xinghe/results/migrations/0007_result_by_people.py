"""One's own results are looked up: without it the fence reads every row, whoever asks."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("results", "0006_people")]
    operations = [migrations.AddIndex("result", GinIndex(fields=["people"], name="result_by_people"))]
