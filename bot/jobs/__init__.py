"""The clock's door: the timetable, and one module per kind of recurring work."""
