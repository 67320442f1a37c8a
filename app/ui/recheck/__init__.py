"""Kiểm tra lại: what is odd in everything stored."""
