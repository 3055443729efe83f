"""What an officer asks first, gathered from a case and its captures. Pure."""
