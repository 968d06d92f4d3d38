"""Snapshots that a person named: versions of the dataset, with their statistics."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("labeling", "0008_export_choices"),
    ]

    operations = [
        migrations.AddField(
            model_name="datasetsnapshot",
            name="name",
            field=models.CharField(blank=True, help_text="empty: not a version", max_length=200),
        ),
        migrations.AddField(
            model_name="datasetsnapshot",
            name="notes",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="datasetsnapshot",
            name="splits",
            field=models.JSONField(help_text="which splits were taken; null: all", null=True),
        ),
        migrations.AddField(
            model_name="datasetsnapshot",
            name="statistics",
            field=models.JSONField(help_text="labeling.tally.Tally.as_json", null=True),
        ),
        migrations.AddField(
            model_name="datasetsnapshot",
            name="statistics_job",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="labeling.job",
            ),
        ),
        migrations.AddConstraint(
            model_name="datasetsnapshot",
            constraint=models.UniqueConstraint(
                condition=models.Q(("name", ""), _negated=True),
                fields=("project", "name"),
                name="snapshot_version_name_unique",
            ),
        ),
    ]
