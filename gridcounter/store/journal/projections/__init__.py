"""Projections: the effect of entries on the tables."""
