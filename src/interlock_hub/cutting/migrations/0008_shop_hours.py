import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cutting", "0007_why_pools_end"),
        ("network", "0002_factory_overtime"),
    ]

    operations = [
        migrations.CreateModel(
            name="ShopHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("spans", models.JSONField(help_text="[[start, end], ...] in minutes from midnight")),
                (
                    "factory",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hours", to="network.factory"
                    ),
                ),
            ],
        ),
    ]
