"""The command `ampdesk`: the door for terminals and programs; it calls nothing but the API."""

from ampdesk.cli.app import app, main

__all__ = ["app", "main"]
