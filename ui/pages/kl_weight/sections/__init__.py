"""The sections below the dial of the KL weight page."""
