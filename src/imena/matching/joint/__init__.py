"""All bodies and all families decided together: the joint posterior."""
