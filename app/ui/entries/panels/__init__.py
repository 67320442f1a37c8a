"""Panels show values and emit past-tense signals; they know neither store nor services."""
