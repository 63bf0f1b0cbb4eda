"""The generic machinery of business objects: fields, lists, record pages, forms, timeline, routes. Knows no module's name."""
