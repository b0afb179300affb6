"""A small invented province, built through the product's own commands, for trying things out and for tests."""
