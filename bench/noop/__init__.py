"""A pack with one route that does nothing, to know what everything around a route costs."""
