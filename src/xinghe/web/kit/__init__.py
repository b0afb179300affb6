"""Parts that every page is made of, and the doors through which pages reach the house."""
