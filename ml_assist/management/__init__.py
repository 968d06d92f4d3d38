"""The command line of ml_assist."""
