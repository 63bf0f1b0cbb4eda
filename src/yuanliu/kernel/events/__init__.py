"""What happened: one immutable row per business event, in the transaction that made it happen.

Timeline and audit read it; an outbox row beside it reaches the subscribers after the commit.
"""
