"""Chuyển giao: packages out, answers and snapshots in."""
