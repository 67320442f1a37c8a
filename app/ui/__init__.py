"""What is seen. The only place for Qt."""
