"""What is kept how long, what somebody holds, and what is cleared away with a tombstone in the book."""
