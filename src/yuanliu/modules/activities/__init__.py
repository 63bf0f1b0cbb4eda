"""跟进与待办: what was done with a customer, and what is to be done next."""
