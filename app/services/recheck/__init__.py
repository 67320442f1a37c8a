"""Checks of everything that is stored, with the rules of today."""
