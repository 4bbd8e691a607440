"""Destination connectors: one module or folder each, found by name, never named by `ampdesk`.

A connector imports `ampdesk.destinations` and nothing else of the product.
"""
