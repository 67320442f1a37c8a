"""How the name of a person is taken apart, and what stands around it."""
