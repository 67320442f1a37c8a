"""Finding people in the registry: while typing, and in bulk."""
