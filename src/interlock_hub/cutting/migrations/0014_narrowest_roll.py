from django.core.validators import MinValueValidator
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cutting", "0013_grade_rules"),
    ]

    operations = [
        migrations.AlterField(
            model_name="roll", name="width_mm", field=models.FloatField(validators=[MinValueValidator(300)])
        ),
    ]
