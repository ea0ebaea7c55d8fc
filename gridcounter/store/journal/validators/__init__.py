"""Validators: refuse an act before it becomes an entry."""
