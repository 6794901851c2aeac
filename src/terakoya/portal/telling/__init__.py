"""What people are told: reminders with a preview, the queue of notices, and one's own."""
