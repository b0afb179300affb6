"""Where officers work eight hours a day."""
