"""Cases: the bodies of their entries, their fold, and the next step with the police."""
