"""Figures of a period and the reports made of them."""
