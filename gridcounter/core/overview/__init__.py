"""A policy as its readers look things up: one table for each customer class, and the rules behind a clause."""
