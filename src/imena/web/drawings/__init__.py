"""Drawings as SVG: classes only, no styles; the same facts stand beside each as table or list."""
