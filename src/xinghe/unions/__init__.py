"""The time-aware tree of trade unions: two lines to the top, employers, and who holds which office where."""
