"""Files that belong to a record: taken in pieces, examined, cleaned, quarantined until clean, served by permission."""
