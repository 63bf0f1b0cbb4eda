"""What stands around the product on one machine: its state, its database, its processes.

Nothing in here knows Django models: the parts are used before Django can start.
"""
