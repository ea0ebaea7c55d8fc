"""The one write: entries are checked, appended, and projected into the tables."""
