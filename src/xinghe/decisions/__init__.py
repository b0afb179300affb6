"""Naming: numbered decisions, awards with certificates and credentials, and their revocation."""
