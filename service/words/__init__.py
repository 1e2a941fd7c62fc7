"""The catalogue: every sentence that a person reads, Chinese and English side by side."""

from service.words.catalogue import Fact, Lang, UnknownWordsError, has, in_language, joined, keys, same, say

__all__ = ["Fact", "Lang", "UnknownWordsError", "has", "in_language", "joined", "keys", "same", "say"]
