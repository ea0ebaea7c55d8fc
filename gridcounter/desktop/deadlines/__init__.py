"""时限: what is due, and the acts on it."""
