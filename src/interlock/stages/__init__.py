"""Between the words and the rooms: each module turns the scenario into one room's problem, and its answer back."""
