"""Who is bound: names, pronouns, lead-ins, headings, issuers."""
