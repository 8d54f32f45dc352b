"""What people may type in a command: words, times, days, dates, references. Pure, standard library only."""
