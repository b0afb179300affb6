"""How far everybody but who decides may know an application to be is a column that PostgreSQL keeps."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0005_step_taken_back"),
        ("results", "0007_result_by_people"),
        ("unions", "0004_former_paths"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="application",
            name="application_shows_another_phase_until_told",
        ),
        migrations.AddField(
            model_name="application",
            name="is_untold",
            field=models.BooleanField(default=False),
        ),
        migrations.RunSQL(
            "UPDATE programmes_application SET is_untold = true WHERE shown_phase <> ''",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveField(
            model_name="application",
            name="shown_phase",
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_untold", False), ("phase", "declined"), _connector="OR"),
                name="application_untold_only_if_declined",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="told",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        models.Q(
                            ("is_untold", True), ("phase__in", ["decision", "proposed"]), _connector="OR"
                        ),
                        then=models.Value("first_review"),
                    ),
                    default=models.F("phase"),
                ),
                output_field=models.CharField(max_length=16),
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="told_since",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        models.Q(
                            ("is_untold", True),
                            ("phase__in", ["decision", "defence", "first_review", "proposed", "site_visit"]),
                            _connector="OR",
                        ),
                        then=models.F("handed_in_at"),
                    ),
                    default=models.F("lies_since"),
                ),
                output_field=models.DateTimeField(),
            ),
        ),
    ]
