"""Acts that are struck at each step, and what strikes them."""
