"""RFM: the ten-by-ten grid, a range on it, what can be done with the range."""
