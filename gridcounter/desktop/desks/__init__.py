"""Several desks over one record: the exchange by stick, and what is to be looked at after it."""
