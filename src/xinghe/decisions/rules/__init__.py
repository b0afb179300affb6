"""How decisions are worded, without a database."""
