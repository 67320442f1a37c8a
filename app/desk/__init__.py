"""The police side's program: authority, partners, packages."""
