"""The database itself refuses to change or remove what the ledger holds."""

from django.db import migrations

SQLITE = [
    "CREATE TRIGGER ledger_no_update BEFORE UPDATE ON core_ledgerentry "
    "BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END",
    "CREATE TRIGGER ledger_no_delete BEFORE DELETE ON core_ledgerentry "
    "BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END",
]
POSTGRES = [
    "CREATE FUNCTION ledger_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the ledger only grows'; END $$",
    "CREATE TRIGGER ledger_no_change BEFORE UPDATE OR DELETE ON core_ledgerentry "
    "FOR EACH ROW EXECUTE FUNCTION ledger_only_grows()",
]


def guard(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
