"""What the circulars decide: one module each, one row in `table`. No other file asks which one it is."""
