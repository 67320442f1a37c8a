"""The data: book declarations, tables, store, migrations."""
