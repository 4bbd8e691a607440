"""The deletion request: find a person, see all that is held, copy it, erase it, see the proof."""
