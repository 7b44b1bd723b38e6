"""`zuka demo`: a new renter's whole day, done for real and checked at every step."""
