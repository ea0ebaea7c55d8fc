"""Protection of the record: backups, recovery, a new key, retention and purging."""
