"""Recognise a file, map its columns to semantic tags, validate, load, keep the rejects."""
