"""Approvals 审批: one step, one approver; what was asked and decided stays on record."""
