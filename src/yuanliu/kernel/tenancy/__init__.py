"""Tenants and the wall between them.

Every table is declared `tenant`, `global` or `operational`. A tenant table carries `tenant_id`, hides behind
row-level security and points only at rows of its own tenant (composite foreign keys).
"""
