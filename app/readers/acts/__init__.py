"""Rows of a table read as acts of a book: layouts of columns, what a cell says, what is wrong with it."""
