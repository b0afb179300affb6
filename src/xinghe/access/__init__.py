"""Who may do what to which rows, and the one door through which anything changes."""
