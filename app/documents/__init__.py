"""How does it look on paper? PDF and Excel from plain values."""
