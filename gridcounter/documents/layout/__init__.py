"""What stands where on lines and pages, before it is drawn."""
