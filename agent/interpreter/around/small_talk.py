"""What is said beside questions: a greeting, thanks, "who are you", "what can you do"."""

from agent.follow_ups import splits_of
from agent.interpreter.compose import Question, completed, option, read
from agent.interpreter.figures.metrics import Chosen
from agent.interpreter.outcome import Unclear, Understood
from agent.interpreter.words.ordinary import MARKS
from agent.interpreter.words.tokens import is_picture
from agent.patterns import regex
from agent.reading import Reading
from semantic.model import Metric
from semantic.suggest import listed
from semantic.view import View

_MOST_NAMED = 5
_EXAMPLES = 3
_YOU = "(?: (?:there|all|again|team|folks|everyone|everybody|you|retainer|bot|mate|friend|guys))*"
_TODAY = "(?: (?:today|this morning|this afternoon|this evening|now))?"
_PRAISE = "(?:ok|okay|great|cool|super|perfect|brilliant|lovely|wow|awesome|nice|good|excellent)"

# What is said, and what is said back; examples of questions follow where `{help}` stands.
_KINDS = (
    (
        rf"(?:(?:hi|hello|hey|hiya|howdy|yo|heya|moin|hallo|servus|bonjour|hola|ciao|salut"
        rf"|greetings|good (?:morning|afternoon|evening|day)|morning|afternoon|evening){_YOU} ?)+"
        rf"(?:how (?:are you|do you do)(?: doing)?{_TODAY})?"
        rf"|how (?:are you|do you do)(?: doing)?{_TODAY}",
        (),
        "Hello. {help}",
    ),
    (
        rf"(?:{_PRAISE} )*(?:many |big )?"
        r"(?:thanks?|thx|tks|thnx|ty|tyvm|cheers|ta|danke|merci|gracias)"
        rf"(?: (?:you|so|very|much|a|lot|bunch|for|that|this|the|your|help|answer){_YOU})*{_YOU}"
        rf"(?: {_PRAISE})?",
        ("thank|thx|tks|thnx|ty|cheers|ta|danke|merci|gracias",),
        "You are welcome. Ask again for any other figure.",
    ),
    (
        r"(?:bye|goodbye|see you|good night|have a (?:nice|good|great) \w+|that is all|i am done)"
        rf"(?: (?:then|later|tomorrow|now|for|today))*{_YOU}",
        ("bye|see you|night|have a |that is all|i am done",),
        "Goodbye. Ask again for any other figure.",
    ),
    (
        rf"(?:(?:{_PRAISE}|k|fine|alright|right|sure|yes|yep|yeah|no|nope|nothing|never mind"
        r"|got it|understood|noted|makes sense|i see|good (?:job|bot|work)|well done|forget it"
        rf"|test(?:ing)?|ping|start){_YOU} ?)+",
        (),
        "Very well. {help}",
    ),
    (
        r"(?:(?:no|nope|hm|hmm|sorry|but|i think) )*(?:that|this|it)(?: is| was| looks| cannot be)?"
        r" (?:all )?(?:wrong|not right|incorrect|right|not correct|not true|false|off|not it"
        r"|not what i (?:meant|asked|wanted|asked for)|nonsense|rubbish)|(?:wrong|nope wrong)",
        ("wrong|right|correct|true|false|off|not |nonsense|rubbish",),
        "Say what is meant instead: another figure, period or member.",
    ),
    (
        r"(?:and )?(?:who|what) (?:exactly )?are you|what is (?:this|retainer|your name)"
        r"|are you (?:an? )?(?:\w+ )?(?:bot|human|ai|robot|there|real|person|alive|machine)"
        r"|(?:introduce|tell (?:me|us) about) yourself"
        r"|who am i (?:talking|speaking|chatting) (?:to|with)",
        ("are you|what is |yourself|who am i ",),
        "I am Retainer. I answer questions from the figures that are defined here. {help}",
    ),
    (
        r"(?:please )?(?:can|could|will|would) you help(?: (?:me|us))?(?: out)?(?: please)?"
        r"|(?:please )?help(?: (?:me|us))?(?: out)?(?: please)?|i need (?:some |your )?help|menu"
        r"|what (?:else )?(?:can|could|do|should|may) (?:you|i|we|one) (?:do|ask|answer|know|tell)"
        r"(?: (?:you|me|us|for|about|here|with|this|it|can))*"
        r"|what (?:kind|sort|type)s? of (?:questions?|things?|figures?) (?:can|do|could|should|are)"
        r"(?: \w+){0,5}"
        r"|what (?:questions?|things?) (?:can|could|should|do) (?:i|we|you) \w+(?: you)?"
        r"|how (?:do|does|can|should) (?:i|we|you|it|this|one) (?:work|use|ask|start|talk)"
        r"(?: (?:you|this|it|to|with|that|a|questions?))*"
        r"|(?:(?:give|show|tell) (?:me|us) )?(?:some |an )?examples?(?: questions?)?(?: please)?"
        r"|(?:(?:show|tell|give) (?:me|us) )?what (?:you can do|i can ask(?: you)?)"
        r"|commands|instructions",
        ("help|menu|what|which|how|example|commands|instructions",),
        "{help}",
    ),
)
_SAID = tuple((regex(words, *needs), answer) for words, needs, answer in _KINDS)


def small_talk(question: Question) -> Unclear | None:
    """What is said back to a line that asks for no figure; None for a question."""
    words = [
        token.word
        for token in question.board.tokens
        if token.word not in MARKS and not is_picture(token.word)
    ]
    said = " ".join(words)
    found = next((answer for kind, answer in _SAID if kind.fullmatch(said)), "")
    if not words:
        found = "{help}"
    if not found:
        return None
    if "{help}" not in found:
        return Unclear(found, small_talk=True)
    return _with_examples(question, found)


def _with_examples(question: Question, answer: str) -> Unclear:
    view = question.view
    metrics = [view.metrics[name] for name in question.leading()]
    asked = [reading for reading in (_plain(question, one) for one in metrics) if reading]
    if not asked:
        return Unclear(answer.format(help="Ask me for a figure.").strip(), small_talk=True)
    named = listed([metric.title for metric in metrics[:_MOST_NAMED]], "and")
    help_ = f"Ask me for a figure, such as {named}. For example:"
    examples = (option(reading, view) for reading in _examples(asked, view))
    return Unclear(answer.format(help=help_), tuple(examples), small_talk=True)


def _plain(question: Question, metric: Metric) -> Reading | None:
    outcome = read(question, (metric.name,), Chosen())
    return outcome.reading if isinstance(outcome, Understood) else None


def _examples(asked: list[Reading], view: View) -> list[Reading]:
    """A figure, another against the period before, and one by a dimension."""
    found = [asked[0]]
    if len(asked) > 1:
        found.append(asked[1].model_copy(update={"compare": "previous"}))
    split = next(splits_of(asked[0], view), "")
    if split:
        by_split = asked[0].model_copy(update={"group_by": (*asked[0].group_by, split)})
        found.append(completed(by_split, view))
    return found[:_EXAMPLES]
