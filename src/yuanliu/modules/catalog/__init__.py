"""目录: what is sold and where business comes from: products, sources, exchange rates."""
