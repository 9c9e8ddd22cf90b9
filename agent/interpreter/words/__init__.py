"""Words before they mean anything to a business: tokens, slips, forms, names."""
