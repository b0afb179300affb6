"""How Django and allauth reach accounts: the hasher, the backend, and the adapters they ask."""
