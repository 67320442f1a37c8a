"""The list of entries: find, sort, open, export."""
