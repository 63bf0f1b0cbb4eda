"""Receivables 应收: receipts and refunds, what they pay off, and invoices."""
