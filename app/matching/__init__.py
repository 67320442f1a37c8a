"""Are these two the same, and where do they differ? Pure functions."""
