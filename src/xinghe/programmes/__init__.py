"""The engine of everything that is applied for: kinds, calls, quotas, applications and their one way up."""
