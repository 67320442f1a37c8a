"""How the program runs: the parent of the window, worker processes, stopping."""
