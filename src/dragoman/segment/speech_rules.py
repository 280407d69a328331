def quote_rules(language):
    return None
