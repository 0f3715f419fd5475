"""The address bar: what a link asks for, and what is shown."""
