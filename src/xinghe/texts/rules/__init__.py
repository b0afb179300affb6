"""Decisions about texts without a database."""
