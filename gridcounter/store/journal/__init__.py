"""The only write: entries are validated, appended, and projected into the tables."""
