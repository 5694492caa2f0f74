"""Labels for remains, bags and samples: a number to read, and a QR code that says only it."""
