"""The files of a record: backups, restore, keys, purging."""
