"""Contracts 合同: terms, approval, stages, versions, and the installments of their amount."""
