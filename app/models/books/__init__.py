"""One declaration per book type."""
