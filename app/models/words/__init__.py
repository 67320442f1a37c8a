"""Plain values used in every room: written values, dates, codes, states."""
