"""Who signs in. A user is global: the same person may be a member of several tenants."""
