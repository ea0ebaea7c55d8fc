"""Commands of figures: those of this office, and those of many."""
