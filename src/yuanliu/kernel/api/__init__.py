"""The kernel's own routes: session, metadata, search, and the settings objects."""
