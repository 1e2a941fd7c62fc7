"""The catalogue: every sentence that a person reads, Chinese and English side by side."""

from service.words.catalogue import Lang, UnknownWordsError, has, in_language, keys, same, say

__all__ = ["Lang", "UnknownWordsError", "has", "in_language", "keys", "same", "say"]
