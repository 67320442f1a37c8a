"""How is it protected? Keys, signatures, packages, audit chain; bytes in, bytes out."""
