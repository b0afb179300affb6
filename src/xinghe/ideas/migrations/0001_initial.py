"""Ideas, their creators, and how unions answer."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import xinghe.ideas.vocab


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("results", "0005_shares_by_statement"),
        ("unions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FindableIdea",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=12)),
                ("title_pinyin", models.CharField(db_collation="C", max_length=255)),
                ("title_initials", models.CharField(max_length=60)),
                ("category", models.CharField(max_length=30)),
                ("field", models.CharField(max_length=30)),
                (
                    "territory_path",
                    models.CharField(blank=True, db_collation="C", default="", max_length=255),
                ),
                ("industry_path", models.CharField(blank=True, db_collation="C", default="", max_length=255)),
                (
                    "people",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                ("stage", models.CharField(max_length=12)),
                ("handed_in_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("similar_coverage", models.FloatField(null=True)),
                ("search", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "db_table": "ideas_findable",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Idea",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=12, unique=True)),
                (
                    "territory_path",
                    models.CharField(blank=True, db_collation="C", default="", max_length=255),
                ),
                ("industry_path", models.CharField(blank=True, db_collation="C", default="", max_length=255)),
                (
                    "people",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=200)),
                ("title_pinyin", models.CharField(blank=True, db_collation="C", max_length=255)),
                ("title_initials", models.CharField(blank=True, max_length=60)),
                ("category", models.CharField(blank=True, max_length=30)),
                ("field", models.CharField(blank=True, max_length=30)),
                ("problem", models.TextField(blank=True)),
                ("solution", models.TextField(blank=True)),
                ("innovation", models.TextField(blank=True)),
                ("effect", models.TextField(blank=True)),
                ("said_new", models.TextField(blank=True)),
                ("measures", models.JSONField(default=list)),
                ("finished_date", models.DateField(null=True)),
                ("applied_date", models.DateField(null=True)),
                ("scope", models.CharField(blank=True, max_length=12)),
                ("benefit_yuan", models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                ("benefit_qualifier", models.CharField(blank=True, max_length=10)),
                ("benefit_basis", models.CharField(blank=True, max_length=12)),
                ("property_rights", models.TextField(blank=True)),
                ("prior_awards", models.TextField(blank=True)),
                ("stage", models.CharField(default=xinghe.ideas.vocab.IdeaStage["DRAFT"], max_length=12)),
                ("revision", models.IntegerField(default=0)),
                ("begun_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField()),
                ("handed_in_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("stopped_at", models.DateTimeField(null=True)),
                ("days_left", models.SmallIntegerField(null=True)),
                ("correction_due_at", models.DateTimeField(null=True)),
                ("chase_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("escalations", models.SmallIntegerField(default=0)),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), default=list, size=None
                    ),
                ),
                ("answer_words", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("implemented_at", models.DateTimeField(null=True)),
                ("verified_at", models.DateTimeField(null=True)),
                ("reward_yuan", models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                ("rewarded_at", models.DateTimeField(null=True)),
                ("compared_at", models.DateTimeField(null=True)),
                ("similar_coverage", models.FloatField(null=True)),
                ("search", django.contrib.postgres.search.SearchVectorField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="unions.union",
                    ),
                ),
                (
                    "escalated_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="unions.union",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="ideas.idea",
                    ),
                ),
                (
                    "result",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="results.result",
                    ),
                ),
                (
                    "typed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="unions.union"
                    ),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IdeaCreator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.SmallIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("share", models.DecimalField(decimal_places=2, max_digits=5)),
                ("post", models.CharField(blank=True, max_length=60)),
                ("is_frontline", models.BooleanField(default=False)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("disputed_at", models.DateTimeField(null=True)),
                ("dispute_words", models.TextField(blank=True)),
                (
                    "people",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "territory_path",
                    models.CharField(blank=True, db_collation="C", default="", max_length=255),
                ),
                ("industry_path", models.CharField(blank=True, db_collation="C", default="", max_length=255)),
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="creators", to="ideas.idea"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AnswerTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month_date", models.DateField()),
                ("handed_in", models.IntegerField()),
                ("answered_in_time", models.IntegerField()),
                ("answered_late", models.IntegerField()),
                ("waiting_in_time", models.IntegerField()),
                ("waiting_late", models.IntegerField()),
                ("accepted", models.IntegerField()),
                ("implemented", models.IntegerField()),
                ("tallied_at", models.DateTimeField()),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="unions.union"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "month_date"), name="tally_one_a_month"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "handed_in",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("answered_in_time"), "+", models.F("answered_late")
                                        ),
                                        "+",
                                        models.F("waiting_in_time"),
                                    ),
                                    "+",
                                    models.F("waiting_late"),
                                ),
                            )
                        ),
                        name="tally_adds_up",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(fields=["territory_path", "-id"], name="idea_by_territory"),
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(fields=["industry_path", "-id"], name="idea_by_industry"),
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(fields=["author", "-id"], name="idea_by_author"),
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(
                condition=models.Q(("typed_by__isnull", False)),
                fields=["typed_by", "-id"],
                name="idea_by_typist",
            ),
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(
                condition=models.Q(("stage", "handed_in")), fields=["desk", "due_at"], name="idea_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(
                condition=models.Q(("stage", "handed_in")), fields=["chase_at"], name="idea_to_chase"
            ),
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(
                condition=models.Q(("compared_at__isnull", True), ("handed_in_at__isnull", False)),
                fields=["id"],
                name="idea_to_compare",
            ),
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(fields=["stage", "id"], name="idea_by_stage"),
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(fields=["due_at", "id"], name="idea_by_due"),
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(fields=["title_pinyin", "id"], name="idea_by_title"),
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(fields=["handed_in_at", "id"], name="idea_by_handing_in"),
        ),
        migrations.AddIndex(
            model_name="idea",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="idea_search"),
        ),
        migrations.AddConstraint(
            model_name="idea",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "stage__in",
                        [
                            "draft",
                            "handed_in",
                            "correction",
                            "accepted",
                            "refused",
                            "merged",
                            "implemented",
                            "verified",
                            "withdrawn",
                        ],
                    )
                ),
                name="idea_stage_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="idea",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("desk__isnull", True),
                        ("handed_in_at__isnull", True),
                        ("industry_path", ""),
                        ("territory_path", ""),
                    ),
                    models.Q(
                        ("desk__isnull", False), ("due_at__isnull", False), ("handed_in_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="idea_handed_in_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="idea",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stage", xinghe.ideas.vocab.IdeaStage["DRAFT"]), _negated=True),
                    ("handed_in_at__isnull", True),
                    _connector="OR",
                ),
                name="idea_draft_is_private",
            ),
        ),
        migrations.AddConstraint(
            model_name="idea",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stage", xinghe.ideas.vocab.IdeaStage["CORRECTION"]), _negated=True),
                    models.Q(("days_left__isnull", False), ("stopped_at__isnull", False)),
                    _connector="OR",
                ),
                name="idea_clock_stands_still",
            ),
        ),
        migrations.AddConstraint(
            model_name="idea",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("stage__in", ["accepted", "refused", "implemented", "verified"]), _negated=True
                    ),
                    ("answered_at__isnull", False),
                    _connector="OR",
                ),
                name="idea_answered_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="idea",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stage", xinghe.ideas.vocab.IdeaStage["REFUSED"]), _negated=True),
                    models.Q(("answer_words", ""), _negated=True),
                    _connector="OR",
                ),
                name="idea_refused_with_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="idea",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stage", xinghe.ideas.vocab.IdeaStage["MERGED"]), _negated=True),
                    ("merged_into__isnull", False),
                    _connector="OR",
                ),
                name="idea_merged_into_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="idea",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("pk")), _negated=True),
                name="idea_not_into_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="idea",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stage", xinghe.ideas.vocab.IdeaStage["VERIFIED"]), _negated=True),
                    models.Q(("result__isnull", False), ("verified_at__isnull", False)),
                    _connector="OR",
                ),
                name="idea_verified_with_a_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="idea",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answered_by__isnull", True),
                    models.Q(("answered_by", models.F("author")), _negated=True),
                    _connector="OR",
                ),
                name="idea_answered_by_somebody_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="idea",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verified_by__isnull", True),
                    models.Q(("verified_by", models.F("author")), _negated=True),
                    _connector="OR",
                ),
                name="idea_verified_by_somebody_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="idea",
            constraint=models.CheckConstraint(
                condition=models.Q(("reward_yuan__isnull", True), ("reward_yuan__gte", 0), _connector="OR"),
                name="idea_reward_not_negative",
            ),
        ),
        migrations.AddIndex(
            model_name="ideacreator",
            index=models.Index(fields=["person", "-idea"], name="idea_creator_by_person"),
        ),
        migrations.AddConstraint(
            model_name="ideacreator",
            constraint=models.UniqueConstraint(
                fields=("idea", "position"), name="idea_creator_one_at_a_position"
            ),
        ),
        migrations.AddConstraint(
            model_name="ideacreator",
            constraint=models.UniqueConstraint(fields=("idea", "person"), name="idea_creator_once"),
        ),
        migrations.AddConstraint(
            model_name="ideacreator",
            constraint=models.CheckConstraint(
                condition=models.Q(("share__gte", 0), ("share__lte", 100)),
                name="idea_creator_share_is_a_share",
            ),
        ),
        migrations.AddConstraint(
            model_name="ideacreator",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_at__isnull", True), ("disputed_at__isnull", True), _connector="OR"
                ),
                name="idea_creator_says_one_thing",
            ),
        ),
    ]
