"""The live components in Chromium: their frames, decodes and steps, beside targets."""
