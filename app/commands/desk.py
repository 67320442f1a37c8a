"""``desk``: the police side: authority, partners, packages."""

from app.desk.desk import run

__all__ = ["run"]
