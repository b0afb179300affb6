"""What workers meet: on a phone, in a break."""
