"""What retail numbers mean: calendar, events, countries, money."""
