"""Components: what topics may use beside ordinary Markdown, one file each."""
