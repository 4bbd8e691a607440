"""The Data tab: sources, tables, columns, the map of the tables."""
