"""The encrypted store: tables, triggers, migrations, files."""
