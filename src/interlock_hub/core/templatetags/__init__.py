"""Template tags and filters of all rooms."""
