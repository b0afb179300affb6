"""Decisions about messages: values in, a value or a refusal out."""
