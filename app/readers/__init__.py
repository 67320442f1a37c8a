"""Readers of table files of several kinds; each yields rows of declared columns."""
