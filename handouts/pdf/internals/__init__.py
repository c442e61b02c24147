"""All that knows WeasyPrint's private names."""
