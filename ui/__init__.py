"""The app under its pages: components, widgets, services, styles and words."""
