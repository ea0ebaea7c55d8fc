"""Intake of an application: its steps, its checklist, duplicates, addresses."""
