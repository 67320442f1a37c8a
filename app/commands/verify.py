"""``verify``: who signed a package, and which checks passed."""

from app.desk.verify import run

__all__ = ["run"]
