"""Shared parts of the tests: records, papers, invented years, spies, and readers of windows."""
