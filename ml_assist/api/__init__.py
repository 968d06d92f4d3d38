"""The routes of ml_assist."""
