"""Leads 线索: from the first name or number to an account, a contact and an opportunity."""
