"""Text of old encodings, judged by the syllables it makes."""
