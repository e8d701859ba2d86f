"""Failed jobs can be put away; plans are numbered on from the highest number that the ledger knows."""

from django.db import migrations, models


def number_on(apps, schema_editor):
    """Take the highest number of a plan from the ledger, which remembers drafts that are gone."""
    entries = apps.get_model("core", "LedgerEntry").objects.filter(subject="planning.plan")
    numbers = [int(key) for key in entries.values_list("key", flat=True).distinct() if key.isdigit()]
    apps.get_model("core", "Cluster").objects.update(last_plan=max(numbers, default=0))


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_keys_are_counted"),
    ]

    operations = [
        migrations.AddField(
            model_name="cluster",
            name="last_plan",
            field=models.PositiveIntegerField(default=0, help_text="the highest number that a plan ever bore"),
        ),
        migrations.AddField(
            model_name="jobrun",
            name="put_away_at",
            field=models.DateTimeField(help_text="when somebody had seen that it failed", null=True),
        ),
        migrations.RunPython(number_on, migrations.RunPython.noop),
    ]
