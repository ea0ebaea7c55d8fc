"""The record of an office: made, opened, closed."""
