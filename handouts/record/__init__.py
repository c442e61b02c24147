"""What was given: an archive of leaflets by content, and a chained record that only grows."""
