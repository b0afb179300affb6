"""Machines that work with Xinghe: access tokens, and signed webhooks with catch-up."""
