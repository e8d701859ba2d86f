"""What is cut: markers and lays of the published plan, with their progress."""
