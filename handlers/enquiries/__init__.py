"""What members ask about their own case (申报进度, 会费): reading what is wanted, and saying what the store knows."""
