"""Pictures of the real window for `packaging/pictures.py`: every view, each state, both themes."""
