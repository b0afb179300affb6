"""What may come in: names, signatures, refusals, deadlines; and the examination that makes a file harmless."""
