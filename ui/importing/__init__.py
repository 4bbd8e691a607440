"""Files in: recognition, questions, dry run, result, undo."""
