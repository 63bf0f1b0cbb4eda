"""The standard roles of managers and administrators get `figures.whole`, as new companies have it."""

from django.db import migrations

GIVEN = """
UPDATE access_role SET grants = grants || '{"figures.whole": "all"}' WHERE code IN ('admin', 'sales_manager')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0002_credits"),
        ("access", "0001_initial"),
    ]

    operations = [migrations.RunSQL(GIVEN, "UPDATE access_role SET grants = grants - 'figures.whole'")]
