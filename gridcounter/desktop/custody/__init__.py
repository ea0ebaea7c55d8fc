"""Backups, recovery, retention and a lost computer, in the window."""
