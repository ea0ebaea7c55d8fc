"""The park book: parks and their firms, visits, what was asked and promised there."""
