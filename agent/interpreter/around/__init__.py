"""What people say around a question and between questions, which changes no figure."""
