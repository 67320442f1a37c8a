"""Nhập: type an entry, compare its persons, decide, approve."""
