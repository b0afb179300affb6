"""A step of the organiser may be taken back, and the way of an application says so."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0004_told_together"),
        ("unions", "0004_former_paths"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="passage",
            name="passage_move_is_known",
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
                            "take_back",
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
