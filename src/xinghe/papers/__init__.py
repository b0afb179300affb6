"""Papers that a union puts its name to: typeset as PDF and DOCX, numbered without a gap, signed so that anybody can check."""
