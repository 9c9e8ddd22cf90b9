"""Understanding a question with a language model, where the interpreter is not sure."""
