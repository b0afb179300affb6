"""Long work on results."""
