"""What a clinic starts from and makes its own: a new folder, customized copies of our files."""
