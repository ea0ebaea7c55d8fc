"""Exchange through the hub: what is sealed for it, and what one exchange with it does."""
