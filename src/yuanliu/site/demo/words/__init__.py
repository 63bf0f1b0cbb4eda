"""The words of the demo company: names, goods, plans and what salespeople write. All of it is invented."""
