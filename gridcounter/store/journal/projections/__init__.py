"""What entries do to the tables."""
