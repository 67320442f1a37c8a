"""Protection: keys, signatures, packages, audit chain; from bytes to bytes."""
