from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cutting", "0012_cut_plans_that_pools_end"),
    ]

    operations = [
        migrations.AddField(
            model_name="patternupload",
            name="rules",
            field=models.BinaryField(
                default=bytes, help_text="grade rules (RUL) of a file that holds the sample size only"
            ),
        ),
    ]
