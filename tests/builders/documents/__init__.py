"""Reading drawn papers: PDF and Word files as tests compare them."""
