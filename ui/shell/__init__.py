"""The frame round every tab: bars, rail, panel, menus, the open brand and its jobs."""
