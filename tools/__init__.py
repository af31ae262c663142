"""What makes the documents, the pictures and the data of the program; nothing here is needed to run it."""
