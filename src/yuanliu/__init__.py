"""Yuanliu 源流: money followed from its source to the bank."""
