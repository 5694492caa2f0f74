"""What people read: HTML reports and drawings."""
