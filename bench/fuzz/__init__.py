"""What reads files of others, fed with what coverage makes of them: nothing but a told refusal may come of it."""
