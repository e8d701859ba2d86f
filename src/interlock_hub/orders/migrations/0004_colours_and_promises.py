from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_order_sums")]

    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["state"], name="orders_told", condition=models.Q(promise__isnull=False)),
        ),
        migrations.AddIndex(
            model_name="orderquantity",
            index=models.Index(fields=["colour"], name="colours_asked_for"),
        ),
    ]
