"""站内通知: what a member is told, and whether they have read it."""
