"""Sai lệch: the follow-up list."""
