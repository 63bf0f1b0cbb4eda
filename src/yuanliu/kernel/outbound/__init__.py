"""What leaves the house: so far mail."""
