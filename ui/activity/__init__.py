"""Activity: what runs, what was done, how each went; its log, again, or taken back."""
