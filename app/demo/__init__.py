"""Invented people and their commune, and the tour through the real windows."""
