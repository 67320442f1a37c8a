"""The commands of the program, which use the services without screens."""
