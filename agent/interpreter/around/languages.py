"""Questions in German, French or Spanish: that only English is read, and what they are about."""

import re
from collections.abc import Callable, Sequence

from agent.interpreter.board import (
    Board,
    DimensionSaid,
    GrainSaid,
    MemberSaid,
    MetricSaid,
    TimeSaid,
)
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.outcome import Outside
from agent.interpreter.words.ordinary import NEUTRAL
from agent.interpreter.words.tokens import plain
from agent.reading import field_label
from agent.writer import quoted
from semantic.period import describe
from semantic.suggest import listed
from semantic.view import View

_GERMAN = """
    wie viel viele hatten hatte haben hat wir uns unser unsere unseren ich sie es im der die das den
    dem des ein eine einen und oder ist sind war waren wurde wurden gab für mit von vom zum zur bei
    auf aus nach pro je welche welcher welches wer wann warum zeige zeig mir bitte letzten letzte
    letzter letztes letztem diesen dieser dieses diesem vor seit bis über alle mehr als nicht ohne
    gestern heute woche monat jahr quartal wieviel verkauft gekauft bestellt
"""
_FRENCH = """
    combien de du des la le les un une nous vous avons avez ont eu en et ou est sont était étaient
    pour avec par dans sur quel quelle quels quelles qui quand pourquoi montre montrez moi notre nos
    dernier dernière derniers mois année semaine trimestre hier depuis plus que sans au aux ce cette
    y il elle ils a t fait
"""
_SPANISH = """
    cuánto cuánta cuántos cuántas cuanto cuantos cuantas hubo hay tuvimos tenemos hicimos nuestro
    nuestra nuestros nuestras el la los las un una unos y o es son fue fueron para con por en de del
    al qué que cuál cuáles quién cuándo muestra muéstrame último última últimos mes año semana
    trimestre ayer desde más sin este esta ese vendimos
"""
_LANGUAGES = {
    "German": frozenset(_GERMAN.split()),
    "French": frozenset(_FRENCH.split()),
    "Spanish": frozenset(_SPANISH.split()),
}
# What such questions are mostly about, in English: German; French; Spanish.
_IN_ENGLISH = {
    "sales": "umsatz umsätze erlös erlöse verkäufe; ventes recettes; ventas ingresos",
    "orders": "bestellung bestellungen aufträge auftrag; commande commandes; pedido pedidos",
    "customers": "kunde kunden kundinnen; clients client; clientes cliente",
    "new": "neue neuen neuer; nouveaux nouvelles; nuevos nuevas",
    "active": "aktive aktiven aktiver; actifs; activos",
    "returns": "retouren retoure rückgaben; retours; devoluciones",
    "country": "land länder ländern; pays; país países",
    "product": "produkt produkte produkten; produits produit; productos producto",
    "January": "januar; janvier; enero", "February": "februar; février; febrero",
    "March": "märz maerz; mars; marzo", "April": "; avril; abril", "May": "mai; mai; mayo",
    "June": "juni; juin; junio", "July": "juli; juillet; julio", "August": "; août aout; agosto",
    "September": "; septembre; septiembre", "October": "oktober; octobre; octubre",
    "November": "; novembre; noviembre", "December": "dezember; décembre; diciembre",
    "Germany": "deutschland; allemagne; alemania", "France": "frankreich; ; francia",
    "Spain": "spanien; espagne; españa", "Italy": "italien; italie; italia",
    "Netherlands": "niederlande; ; holanda", "Belgium": "belgien; belgique; bélgica",
    "Switzerland": "schweiz; suisse; suiza",
    "United Kingdom": "großbritannien; angleterre; inglaterra",
}  # fmt: skip
_NAMES = [
    {
        word: english
        for english, words in _IN_ENGLISH.items()
        for word in words.split(";")[n].split()
    }
    for n in range(len(_LANGUAGES))
]
_ENGLISH = {word: english for names in _NAMES for word, english in names.items()}
_WORDS = {
    language: small.union(names)
    for (language, small), names in zip(_LANGUAGES.items(), _NAMES, strict=True)
}
_ASKING = frozenset({"the", "what", "which", "how", "is", "are", "were", "of", "by"})
_FEWEST = 2
_WORD = re.compile(r"[^\W\d_]+")


def only_english(question: str, read: Callable[[str], Board], view: View) -> Outside | None:
    """That only English is read, for a question in another language; None for any other.

    `read` marks what words mean. What is recognised is named in English, so that it can be asked.
    """
    words = _WORD.findall(plain(question).lower())
    language = _language(words)
    if not language:
        return None
    names = [_ENGLISH.get(word, word) for word in words if _told(word)]
    about = _names(read(" , ".join(names)), view)
    seems = f" It seems to be about {listed(about, 'and')}." if about else ""
    why = f"Only English is read here, and this looks like {language}.{seems} Please ask in English"
    return Outside(f"{why}, as in “orders by country last month”.", (), tuple(words))


def _language(words: Sequence[str]) -> str:
    """The language that most of the words are of; empty for English and for few of them."""
    found = {name: known.intersection(words) for name, known in _WORDS.items()}
    name = max(found, key=lambda each: len(found[each]))
    english = NEUTRAL.intersection(words) - found[name]
    foreign = len(found[name]) >= _FEWEST and len(found[name]) > len(english)
    return name if foreign and _ASKING.isdisjoint(words) else ""


def _told(word: str) -> bool:
    """Whether a word may be a name: no small word of any of the languages."""
    return word in _ENGLISH or not any(word in known for known in _LANGUAGES.values())


def _names(board: Board, view: View) -> list[str]:
    """What is recognised: figures, splits, members and periods, as they are called."""
    found = [view.metrics[said.metrics[0]].title for _, said in board.of(MetricSaid)]
    found += [field_label(said.fields[0], view) for _, said in board.of(Grouped)]
    found += [field_label(said.fields[0], view) for _, said in board.of(DimensionSaid)]
    found += [quoted(str(said.values[0][1])) for _, said in board.of(MemberSaid)]
    found += [said.grain for _, said in board.of(GrainSaid) if said.grain]
    found += [describe(said.period) for _, said in board.of(TimeSaid)]
    return list(dict.fromkeys(found))
