"""Commands for several desks over one record."""
