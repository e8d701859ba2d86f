"""Interlock: the production network of a garment cluster, planned."""

__version__ = "0.1.0"
