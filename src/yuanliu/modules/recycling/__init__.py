"""Recycling 公海回收: what its owner neglects goes back to the pool, after a warning and with the reason on record."""
