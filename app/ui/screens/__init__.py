"""Screens hold the workspace and wire services to panels."""
