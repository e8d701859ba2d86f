from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cutting", "0009_share_figures"),
    ]

    operations = [
        migrations.AddField(
            model_name="rolluse",
            name="splices",
            field=models.JSONField(default=list, help_text="[[next roll, at m, overlap m], ...]"),
        ),
        migrations.AlterField(
            model_name="rolluse",
            name="plies",
            field=models.PositiveIntegerField(help_text="a spliced ply counts with the roll that it begins on"),
        ),
    ]
