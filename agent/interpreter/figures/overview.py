"""How things go as a whole: "how did we do last week", "are we growing", "what changed"."""

from collections.abc import Sequence

from agent.interpreter.board import (
    AskedBack,
    Board,
    DimensionSaid,
    Either,
    Hint,
    Mark,
    MemberSaid,
    MetricSaid,
    Noise,
    Overall,
)
from agent.interpreter.members.grouping import Grouped
from agent.patterns import regex
from semantic.model import RetentionMetric
from semantic.view import View

MOST_LEADING = 4
_WE = (
    "(?:we|us|they|it|this|things?|all|everything|business|trade|trading"
    "|(?:the|our|my) (?:[a-z]+ )?(?:business|company|shop|store|firm|numbers|figures|team|practice"
    "|library|hotels?|group|clinic|place))"
)
_BE = "(?:is|are|was|were|did|do|does|have|has|had)"
_DO = (
    "(?:do|doing|done|go|going|gone|went|been|look|looking|looked|perform|performed|performing"
    "|fare|fared|faring|shaping up|getting on|get on|getting|running|coming along)"
)
_BETTER = (
    "(?:better|worse|well|badly|ok|okay|fine|ahead|behind|up|down|growing|shrinking|improving"
    "|declining|slowing)"
)
_OVERALL = regex(
    r"(?:^|(?<= ))(?:"
    rf"how (?:well |badly |much better |much worse )?{_BE} {_WE}(?: all| been| both)* {_DO}"
    rf"|how {_BE}(?= \\d+ {_DO}(?: |$))"
    r"|(?:tell|show|give) (?:me|us) (?:more |something |everything |all )?(?:about|on)(?= §)"
    r"|what do (?:we|you) know about(?= §)|everything (?:about|on)(?= §)"
    rf"|how (?:fast|quickly|strongly) {_BE} {_WE}(?= (?:been )?§)"
    rf"|how {_BE} {_WE}(?= |$)"
    r"|how (?:was|were|is|are|did)(?= (?:the |our )?§)"
    rf"|{_BE} {_WE}(?: (?:still|now|currently|all))?(?: {_DO})?(?= (?:any |much )*(?:§|{_BETTER}))"
    r"|what (?:has |have |is |was )?(?:happened|moved|happening|going on|new|different)"
    r"|what(?: has| have)?(?= §)"
    r"|(?:did|has|is there|was there|have) any(?:thing)? (?:weird|odd|strange|unusual|funny|special"
    r"|interesting|surprising|remarkable|noteworthy|out of the ordinary)"
    r"(?: (?:things?|stuff))?(?: (?:happen(?:ed)?|going on|changed?|come up))?"
    r"|(?:is there |was there )?any(?:thing)? (?:new|to report|worth knowing|i should know)"
    r"|(?:an? |the |our |quick |short |brief |daily |weekly |monthly |business |performance )*"
    r"(?:overview|summary|recap|round ?-? ?up|highlights|headlines|health check|state of play)"
    r")(?= |$)"
)


def mark_overall(board: Board) -> None:
    """Mark words that ask how things go as a whole, where no figure or split is named."""
    percent = any(hint.unit == "percent" for _, hint in board.of(Hint))
    said = (MetricSaid, DimensionSaid, Grouped, AskedBack, Either)
    if percent or any(map(board.has, said)):
        return
    # "How is business" is no question about the members that are called so.
    others = [mark for mark in board.marks if not _is_ours(board, mark)]
    for first, last, _ in Board(board.tokens, others).found(_OVERALL)[:1]:
        # "Did they spend", of what is told already, asks for that figure.
        done = any(mark.start == last and isinstance(mark.meaning, Noise) for mark in others)
        if Board(board.tokens, others).free(first, last) and not done:
            board.marks = others
            board.put(first, last, Overall())


def _is_ours(board: Board, mark: Mark) -> bool:
    led = board.word(mark.start - 2) == "how" and board.word(mark.start - 1) in ("is", "was")
    return isinstance(mark.meaning, MemberSaid) and led and board.text(mark) == "business"


def asks_overall(board: Board) -> bool:
    """Whether the whole is asked about, and nothing says which figure is wanted."""
    return board.has(Overall) and not any(board.has(kind) for kind in (Hint, Grouped))


def leading(view: View, named: Sequence[str], ranked: Sequence[str]) -> tuple[str, ...]:
    """The figures that come first for whoever asks: those `named` that they may see, else `ranked`.

    Those that need a cohort or foretell something are left out.
    """
    seen = [name for name in named if name in view.metrics] or ranked
    plain = (
        name
        for name in seen
        if view.metrics[name].kind == "outcome"
        and not isinstance(view.metrics[name], RetentionMetric)
    )
    return tuple(plain)
