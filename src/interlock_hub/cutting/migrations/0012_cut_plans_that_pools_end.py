from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cutting", "0011_cut_plans_that_end"),
    ]

    operations = [
        migrations.AlterField(
            model_name="cutstudy",
            name="why_ended",
            field=models.CharField(
                blank=True,
                choices=[
                    ("garments", "the order's quantities have changed"),
                    ("style", "the order's style or its pieces have changed"),
                    ("room", "its lays found no free table beside the new plan's"),
                    ("plan", "the new plan does not cut the order"),
                    ("pool", "a fabric of it is cut together with other firms' orders"),
                ],
                max_length=10,
            ),
        ),
    ]
