from django.db import migrations

# The list of all permissions that an administrator's role was made with lacks what later versions bring, and from now on
# nobody gives what they do not hold themselves.
EVERYTHING = """
    UPDATE access_role SET grants = '{"*.*": "all"}', field_rules = '{}' WHERE code = 'admin' AND deleted_at IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0003_invitations")]

    operations = [migrations.RunSQL(EVERYTHING, migrations.RunSQL.noop)]
