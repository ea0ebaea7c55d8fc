"""Gridcounter answers at the counter what an electricity applicant has to bring, wait for and pay."""

__version__ = "0.1.0"
