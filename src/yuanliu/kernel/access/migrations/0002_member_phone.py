from django.db import migrations

import yuanliu.base.i18n
import yuanliu.kernel.tenancy.fields


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="member",
            name="phone",
            field=yuanliu.kernel.tenancy.fields.PhoneField(
                blank=True, max_length=40, verbose_name=yuanliu.base.i18n.T("手机", "Mobile")
            ),
        ),
    ]
