"""Who drops out after the judging began learns it with all others of the call; what nobody corrects ends by itself."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0003_forwarding_undone"),
        ("results", "0007_result_by_people"),
        ("unions", "0003_two_pairs_of_eyes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="passage",
            name="passage_move_is_known",
        ),
        migrations.AddField(
            model_name="application",
            name="shown_phase",
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("shown_phase", ""),
                    models.Q(
                        ("phase", "declined"),
                        (
                            "shown_phase__in",
                            [
                                "draft",
                                "recommending",
                                "returned",
                                "formal_check",
                                "correction",
                                "first_review",
                                "defence",
                                "site_visit",
                                "decision",
                                "proposed",
                                "public_notice",
                                "confirmed",
                                "named",
                                "declined",
                                "withdrawn",
                                "revoked",
                            ],
                        ),
                    ),
                    _connector="OR",
                ),
                name="application_shows_another_phase_until_told",
            ),
        ),
        migrations.AddConstraint(
            model_name="passage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "move__in",
                        [
                            "hand_in",
                            "withdraw",
                            "forward",
                            "undo_forward",
                            "return",
                            "hand_in_again",
                            "decline",
                            "admit",
                            "ask_for_more",
                            "complete",
                            "shortlist",
                            "visit",
                            "conclude",
                            "propose",
                            "announce",
                            "confirm",
                            "remove",
                            "lapse",
                            "name",
                            "revoke",
                        ],
                    )
                ),
                name="passage_move_is_known",
            ),
        ),
    ]
