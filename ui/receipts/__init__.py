"""Answers to "Why?": the receipt of a figure, a person, a field or a row (architecture.md 11)."""
