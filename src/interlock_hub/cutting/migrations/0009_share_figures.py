from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cutting", "0008_shop_hours"),
    ]

    operations = [
        migrations.AddField(
            model_name="poolshare",
            name="figures",
            field=models.JSONField(
                default=dict, help_text="what the firm's own orders take alone, and its fabric together"
            ),
        ),
    ]
