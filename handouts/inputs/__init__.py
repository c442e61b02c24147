"""The door: what people wrote becomes checked, frozen values here, or a list of problems."""
