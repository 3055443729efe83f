"""Time-stamps of others: whom to ask, how, and when again."""
