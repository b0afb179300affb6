"""What papers look like, how they are numbered, worded and signed: values in, bytes or a refusal out."""
