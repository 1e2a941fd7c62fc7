"""The stores that ledgers write to: what each ending of a write proves, and how a read-back is made final."""
