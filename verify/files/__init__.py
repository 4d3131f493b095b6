"""What a target is made of: bags, tars, exports, addresses, and the bytes under them."""
