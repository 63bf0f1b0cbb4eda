from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0003_file_column")]

    operations = [
        migrations.AddField("importbatch", "sheets", models.JSONField(default=list)),
        migrations.AddField("importbatch", "sheet", models.CharField(default="", max_length=100)),
        migrations.AddField("importbatch", "header", models.IntegerField(default=1)),
        migrations.AddField("importbatch", "head", models.JSONField(default=list)),
    ]
