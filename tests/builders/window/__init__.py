"""Driving the window and reading what it shows."""
