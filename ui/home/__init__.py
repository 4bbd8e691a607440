"""The first tab: headline figures, what needs attention, two charts."""
