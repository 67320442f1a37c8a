"""Acts from files: read, held against the store, taken in, or left to wait until they are mended."""
