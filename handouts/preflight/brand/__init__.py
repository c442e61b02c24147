"""What a clinic's brand made of a leaflet, judged on the page as it was laid out."""
