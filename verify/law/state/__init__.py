"""What the entries of a log left: the state that each next entry is judged against."""
