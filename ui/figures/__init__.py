"""Figures that Home and RFM draw: bars, flows, spreads, sparklines, each with a table twin."""
