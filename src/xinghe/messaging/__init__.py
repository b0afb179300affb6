"""Messages to people and groups: in the product, by e-mail, by group robot; coalesced and digested, as each person chooses."""
