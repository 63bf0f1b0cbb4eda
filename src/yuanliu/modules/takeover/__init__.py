"""Taking over 期初迁移: business that is already running comes in with its stage, installments, receipts and talks."""
