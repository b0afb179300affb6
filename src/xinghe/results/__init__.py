"""Five-small results: recorded, checked for originality, cleared by a second person, published, found."""
