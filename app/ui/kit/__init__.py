"""The parts of every screen: theme, pieces, tables, messages, jobs."""
