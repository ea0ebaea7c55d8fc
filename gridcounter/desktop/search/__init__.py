"""The search field of the pages: what is typed there goes on in 业务台账."""
