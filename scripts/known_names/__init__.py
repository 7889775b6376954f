"""Makes the tables of established names from packages with openly licensed data."""
