"""Keeping the record safe: backups, recovery, a new key, retention and purging."""
