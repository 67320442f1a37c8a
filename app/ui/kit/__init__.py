"""What every screen is made of: theme, pieces, tables, messages, jobs."""
