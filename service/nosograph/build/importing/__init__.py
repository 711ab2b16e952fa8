"""Taking a user's own files of a terminology into the home, for the next release."""
