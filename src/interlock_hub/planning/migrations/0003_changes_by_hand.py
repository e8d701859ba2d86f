import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_initial"),
        ("planning", "0002_purpose_and_comparison"),
    ]

    operations = [
        migrations.AddField(
            model_name="planversion",
            name="revision",
            field=models.PositiveIntegerField(default=0, help_text="grows with every change by hand"),
        ),
        migrations.CreateModel(
            name="PlanMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("move", "moved"),
                            ("split", "split"),
                            ("merge", "merged"),
                            ("lock", "locked"),
                            ("unlock", "unlocked"),
                        ],
                        max_length=10,
                    ),
                ),
                ("lot", models.CharField(max_length=80)),
                ("order", models.CharField(max_length=60)),
                ("place", models.JSONField(default=dict, help_text="line and day it was moved to, pieces of a split")),
                ("before", models.JSONField(help_text="lots, finishing days and locks that the change took away")),
                ("after", models.JSONField(help_text="lots, finishing days and locks in their place")),
                ("undone", models.BooleanField(default=False)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="core.membership"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="planning.planversion"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("plan", "number"), name="one_move_a_number")],
            },
        ),
    ]
