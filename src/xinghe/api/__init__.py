"""The face for machines: the same commands under OpenAPI, by version."""
