"""Administrators of companies that exist may take over existing business, as those of new ones do."""

from django.db import migrations

PERMISSION = """
UPDATE access_role SET grants = grants || '{"receipt.take_over": "all"}'::jsonb WHERE code = 'admin';
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial"), ("receivables", "0005_moved_prepayments")]

    operations = [migrations.RunSQL(PERMISSION, migrations.RunSQL.noop)]
