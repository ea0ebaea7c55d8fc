"""The record of an office: created, opened, closed."""
