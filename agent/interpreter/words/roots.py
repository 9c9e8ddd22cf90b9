"""One word in its forms: billed, billing and billings; sold, sell and sales."""

from functools import lru_cache

_IRREGULAR = {
    "sold": "sale", "sell": "sale", "sells": "sale", "selling": "sale", "sales": "sale",
    "sale": "sale", "bought": "buy", "paid": "pay", "payment": "pay", "payments": "pay",
    "spent": "spend", "lent": "loan", "lend": "loan", "lends": "loan", "lending": "loan",
    "loaned": "loan", "lost": "lose", "losing": "lose", "loss": "lose", "losses": "lose",
    "took": "take", "taken": "take", "taking": "take", "takings": "take", "won": "win",
    "grew": "grow", "grown": "grow", "growth": "grow", "left": "leave", "leaving": "leave",
    "made": "make", "given": "give", "gave": "give", "sent": "ship", "shipped": "ship",
    "send": "ship", "sends": "ship", "seen": "see", "saw": "see",
    "rental": "rent", "rentals": "rent",
    "subscribed": "subscribe", "subscription": "subscribe", "subscriptions": "subscribe",
    "joiner": "join", "joiners": "join", "signed": "sign", "signup": "sign", "signups": "sign",
    "arrival": "arrive", "arrivals": "arrive", "renewal": "renew", "renewals": "renew",
    "reactivation": "reactivate", "reactivations": "reactivate", "acquisition": "acquire",
    "acquisitions": "acquire", "activation": "activate", "activations": "activate",
    "weight": "weigh", "weights": "weigh", "registration": "register", "registrations": "register",
}  # fmt: skip
_ENDINGS = (
    "lations", "lation", "ations", "ation", "ings", "ing", "ments", "ment", "ed", "es", "s", "e",
)  # fmt: skip
_AGENTS = ("er", "ers", "or", "ors")
_SHORTEST = 3


@lru_cache(maxsize=20_000)
def root(word: str) -> str:
    """What the forms of a verb and its noun have in common; not always a word."""
    known = _IRREGULAR.get(word)
    if known:
        word = known
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            word = word[: -len(ending)]
            break
    doubled = len(word) > _SHORTEST and word[-1] == word[-2] and word[-1] not in "aeiou"
    return word[:-1] if doubled else word


def is_agent(word: str) -> bool:
    """Whether a word names who does something: borrowers, visitors."""
    return word.endswith(_AGENTS) and word not in ("order", "orders", "number", "other")


def is_deed(word: str) -> bool:
    """Whether a word looks like what is done: sold, borrowed, charged."""
    return word in _IRREGULAR or word.endswith(("ed", "ing"))
