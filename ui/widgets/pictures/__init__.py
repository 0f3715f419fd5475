"""Pictures of images and of codes, and the line that says what their colours are."""
