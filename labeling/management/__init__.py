"""Management commands: the command-line door to the verbs."""
