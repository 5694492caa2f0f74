"""The only code that reads: always what is visible to this actor; named people with a purpose."""
