"""Decisions about recommendations that need no database: the way up, what fits which state, the order of a pile."""
