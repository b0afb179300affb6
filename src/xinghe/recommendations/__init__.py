"""A result on its one way up one line: put forward, ranked, forwarded, returned, arrived."""
