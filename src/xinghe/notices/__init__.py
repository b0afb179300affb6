"""Public notice and objection: what is proposed stands open to everybody before it is confirmed."""
