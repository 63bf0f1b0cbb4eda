"""Departments, members, roles, and the context that follows from them."""
