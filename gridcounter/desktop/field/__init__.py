"""现场: photographs of signed sheets, and what the day on site needs."""
