"""The YAML parser's complaints in plain words, at the place where a person would mend them."""

import yaml

TAB = "a tab, where YAML needs spaces"

_UNCLOSED_QUOTE = "a quote that is opened here and never closed"

# The parser notices these later; what to mend is where it began to read.
_BEGAN_HERE = {
    "found unexpected end of stream": _UNCLOSED_QUOTE,
    "found unexpected document indicator": _UNCLOSED_QUOTE,
    "did not find expected ',' or ']'": (
        "a list that is opened here and not closed, or has no comma between two items"
    ),
    "did not find expected ',' or '}'": (
        "a `{` that is opened here and not closed, or has no comma between two entries"
    ),
    "could not find expected ':'": "a line among keys that has no `:` of its own",
}
_NOTICED_HERE = {
    "mapping values are not allowed in this context": (
        "a `:` where no key can stand; put text that holds `: ` in quotes, or check the indentation"
    ),
    "mapping keys are not allowed in this context": (
        "a key where none can stand; check the indentation"
    ),
    "block sequence entries are not allowed in this context": (
        "a list item (`- `) where none can stand; begin it on a line of its own"
    ),
    "did not find expected key": (
        "neither a key nor the end of the lines above; check the indentation"
    ),
    "did not find expected '-' indicator": (
        "neither a list item (`- `) nor the end of the list above; check the indentation"
    ),
    "did not find expected node content": "a value is missing here",
    "did not find expected <document start>": (
        "text after the end of the content; check the indentation"
    ),
    "did not find expected comment or line break": "text where the line should end",
    "found unknown escape character": (
        "an unknown escape after `\\`; use single quotes, or write `\\\\`"
    ),
    "found duplicate %YAML directive": "a second %YAML line",
    "found incompatible YAML document": "a %YAML line for another version; leave it out",
}


def plain_words(error: yaml.YAMLError, text: str) -> tuple[int, str]:
    """The index in `text` at which to mend it, and what is wrong there."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return 0, f"not valid YAML: {error}"
    index = min(error.problem_mark.index, len(text))
    problem = error.problem or "not understood"
    tab = _tab_in_indentation(text, index)
    if tab is not None:
        return tab, TAB
    if problem in _BEGAN_HERE and error.context_mark:
        return error.context_mark.index, _BEGAN_HERE[problem]
    if problem == "found character that cannot start any token":
        return index, f"a value cannot begin with `{text[index]}`; put it in quotes"
    return index, _NOTICED_HERE.get(problem, f"not valid YAML: {problem}")


def _tab_in_indentation(text: str, index: int) -> int | None:
    start = text.rfind("\n", 0, index) + 1
    end = text.find("\n", start)
    line = text[start : len(text) if end < 0 else end]
    lead = line[: len(line) - len(line.lstrip(" \t-?:"))]
    if "\t" in lead:
        return start + lead.index("\t")
    return index if text[index : index + 1] == "\t" else None
