"""The web platform of Interlock: one site for the whole production network, on top of the planning engine."""
