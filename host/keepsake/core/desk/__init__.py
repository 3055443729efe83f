"""What a person and a desk give each other: the invitation there, the receipt back. Pure."""
