"""What is found in messages that somebody can be asked about: wallets, accounts, numbers. Pure."""
