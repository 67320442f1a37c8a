"""One editor widget per kind of field."""
