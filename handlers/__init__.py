"""Understanding a question, and one module for each kind of answer; pure."""
