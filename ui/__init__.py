"""The window of AmpDesk: tabs, view models, delegates and dialogs; no rule and no number."""
