"""Import and export of applications as tables, and the evidence bundle."""
