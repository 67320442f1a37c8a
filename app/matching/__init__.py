"""Pure functions that tell whether two descriptions are of one person, and where they differ."""
