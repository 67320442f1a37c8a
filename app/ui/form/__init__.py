"""The form of a book, from its declaration, and its editors."""
