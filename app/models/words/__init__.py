"""Plain values that every room speaks in: written values, dates, codes, states."""
