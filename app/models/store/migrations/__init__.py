"""Alembic migrations of the work store."""
