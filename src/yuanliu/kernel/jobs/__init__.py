"""Work that happens after the answer: the outbox, the schedule, and long jobs with progress.

The queue is procrastinate, in PostgreSQL: a job is enqueued by the transaction that asks for it, so a rollback drops it.
"""
