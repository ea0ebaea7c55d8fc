"""Lets tests of every folder import what they share from this one."""
