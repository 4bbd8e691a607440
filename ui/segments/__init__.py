"""Segments: the list, the builder and what a segment is worth."""
