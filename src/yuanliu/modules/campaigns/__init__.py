"""Campaigns 市场活动: what was spent to be found, the addresses and forms that people come through, and what they sent."""
