"""The statement: what it refers to, and how it goes on paper."""
