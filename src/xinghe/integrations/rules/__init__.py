"""Decisions about tokens, rates, signatures, addresses and when to try again."""
