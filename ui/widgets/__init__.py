"""Static pieces that several pages show."""
