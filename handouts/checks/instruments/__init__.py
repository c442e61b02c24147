"""Published instruments (CDC Index, PEMAT-P, SAM), item by item, as far as a program can see."""
