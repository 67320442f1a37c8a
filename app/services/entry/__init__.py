"""Entries and their volumes: typing, deciding, follow-up, approval."""
