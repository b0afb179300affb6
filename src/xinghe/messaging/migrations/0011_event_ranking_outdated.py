"""Who ranks is told when what was released counts wrong scores."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0010_event_application_back"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="message",
            name="message_event_is_known",
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "event__in",
                        [
                            "idea_handed_in",
                            "idea_due_soon",
                            "idea_late",
                            "idea_answered",
                            "correction_wanted",
                            "share_to_confirm",
                            "share_disputed",
                            "idea_typed_for_you",
                            "idea_merged",
                            "reward_given",
                            "recommendation_arrived",
                            "recommendation_returned",
                            "recommendation_forwarded",
                            "recommendation_decided",
                            "call_to_approve",
                            "application_arrived",
                            "application_returned",
                            "application_moved",
                            "application_back",
                            "application_declined",
                            "application_proposed",
                            "draft_closing",
                            "application_lapsed",
                            "seat_offered",
                            "seat_answered",
                            "entries_to_score",
                            "scores_due",
                            "review_released",
                            "ranking_outdated",
                            "award_named",
                            "award_revoked",
                            "result_cleared",
                            "result_published",
                            "similar_found",
                            "run_ended",
                            "deposit_refused",
                            "robot_paused",
                            "security_notice",
                            "people_read",
                        ],
                    )
                ),
                name="message_event_is_known",
            ),
        ),
    ]
