"""Measurements that can be repeated with one command each; nothing here is shipped."""
