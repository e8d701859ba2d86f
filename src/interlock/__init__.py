"""Interlock: the production network of a garment cluster, planned."""
