"""When a notice runs, what stands on its list, and what becomes of an objection. Pure."""
