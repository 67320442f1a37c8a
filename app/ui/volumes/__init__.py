"""Sổ: the inventory of physical books."""
