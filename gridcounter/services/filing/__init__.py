"""Filings of outdoor works, and the push package for the authority."""
