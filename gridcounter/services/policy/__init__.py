"""New editions of a policy: their impact, and adopting them."""
