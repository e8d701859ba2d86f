"""Who sews what and when: plans, the board, scenarios, offers of lots and events."""
