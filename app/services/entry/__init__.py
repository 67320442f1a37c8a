"""Entries of books: typing, deciding, follow-up, approval, the volumes they stand in."""
