"""Checks of finished leaflets: one file each."""
