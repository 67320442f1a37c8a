"""The command line: the other door to the services, beside the screens."""
