"""Who has which part in the played years, besides the head and the teachers."""

DEPUTY, BOARD, CLERK = "pho", "quan", "thu"
