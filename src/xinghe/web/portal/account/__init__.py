"""The way in, and a person's own account."""
