"""Hôm nay: what waits, what is due, how far."""
