"""What stands on the hosts of the campaign: it does not know Drillproof, and Drillproof knows nothing of its logs."""
