"""The data set: one large company and many small ones, the same for the same seed and day, loaded with COPY."""
