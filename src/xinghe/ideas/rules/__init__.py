"""What may be handed in, what may be done next, and until when: decided without a database."""
