"""The registry file: one snapshot of the population registry."""
