"""The page 园区: parks, their firms, visits, and what was promised there."""
