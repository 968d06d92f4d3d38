"""A person's preferences: what follows them from machine to machine."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("labeling", "0005_event_about")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="preferences",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
