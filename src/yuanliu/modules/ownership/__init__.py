"""Pools 公海: who may take what nobody owns, and the ledger of every change of hands."""
