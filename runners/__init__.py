"""The hands: decide, write the intent, act, write the outcome; never grade."""
