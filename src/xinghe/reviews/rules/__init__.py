"""What is decided in judging, as plain functions over plain values."""
