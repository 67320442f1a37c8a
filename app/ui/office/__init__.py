"""Quản trị and the first set-up."""
