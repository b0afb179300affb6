"""Requests that were taken in durably and are carried out afterwards, in the order of their taking."""
