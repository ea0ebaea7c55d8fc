"""Backups, restoring, keys, purging: the files of a record as files."""
