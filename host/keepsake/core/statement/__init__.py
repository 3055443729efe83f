"""The statement: its text in versions, and as it goes on paper."""
