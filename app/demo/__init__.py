"""Invented people and a commune of theirs; the tour that drives the real windows."""
