"""What can be done? Functions over a session."""
