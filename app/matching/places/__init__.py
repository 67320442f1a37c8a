"""The names of places at every time, how a written place is read, and whether two are one."""
