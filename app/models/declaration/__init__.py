"""The words a book is declared in: sections, fields, rules, lists."""
