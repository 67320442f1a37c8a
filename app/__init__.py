"""Đối Soát Hộ Tịch: offline reconciliation of civil-status books with the population registry."""

__version__ = "0.1.0"
