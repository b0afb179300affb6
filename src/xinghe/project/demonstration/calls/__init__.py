"""Calls of every sort that the demonstration tells: some finished, some under way, by the commands that pages use."""
