"""Rules about results that need no database."""
