"""Tables from outside: files of several kinds read as rows of declared columns."""
