"""Who answers for which words: signatures, how they stand, and when texts are due again."""
