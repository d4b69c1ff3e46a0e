"""Exchange rates: where they come from. Converting is `maneki.model.money`."""
