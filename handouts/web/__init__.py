"""Leaflets for a screen: one self-contained page each, and a clinic's library as a static site."""
