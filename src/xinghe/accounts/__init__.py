"""People who sign in, how they prove who they are, and the vault for their personal numbers."""
