"""What people may write, as frozen models; the engine's own values are dataclasses."""
