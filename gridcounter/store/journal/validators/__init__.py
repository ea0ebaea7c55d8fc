"""What is refused before an act becomes an entry."""
