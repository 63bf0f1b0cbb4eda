"""The measure of the product: a large data set, the floor to compare with, and the load (docs/guide/performance.md)."""
