"""Filings of outdoor works, and the package for the authority."""
