"""Many leaflets at once: plan them, make them in workers that can be killed, keep a true record."""
