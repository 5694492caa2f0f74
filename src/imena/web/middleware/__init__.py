"""What happens to every request, in the order that ``imena.settings`` lists."""
