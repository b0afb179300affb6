"""Long work on PostgreSQL: enqueued with the change that asks for it, with progress, cancel and one effect."""
