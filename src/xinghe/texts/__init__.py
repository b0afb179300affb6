"""Every text that is compared for originality, across years, levels and programmes, and what was found."""
