"""Text -> Tokens: the model's own pieces, the characters of the user's text behind each, and the words they form."""
