"""What accounts decide without a database: numbers, identifiers, attempts, the length of a session."""
