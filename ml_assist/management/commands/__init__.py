"""One command each, calling the same verbs as the API."""
