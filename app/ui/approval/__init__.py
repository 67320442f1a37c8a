"""Duyệt: the queue of the police officer."""
