"""Measures the originality kernel against rewriters whose tables it does not know, beside what a user would pick instead."""
