"""Long work on texts."""
