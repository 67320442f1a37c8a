"""Linkage cases with their truth: an invented stretch of Thanh Hóa, its registry and its books.

Independent of the code that links: nothing here imports the matching.  ``python -m tests.bench.cases``
writes a case, ``python -m tests.bench.cases.score`` scores predictions for it.
"""
