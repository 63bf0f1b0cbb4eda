"""Opportunities 商机: pipelines and stages, what a possible sale is worth, and how it moved."""
