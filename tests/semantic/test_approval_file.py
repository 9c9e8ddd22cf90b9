"""approvals.yml is appended to: whole or not at all, by several at once, and never edited."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from semantic.approval_file import HEADER, recorded
from semantic.errors import OutsideFailure
from semantic.loading import load
from semantic.yaml_exact import exact
from tests.support.kiosk import METRICS, ROOT, approvals, approved_by, copied, edit, problems, state


@pytest.fixture
def kiosk(tmp_path: Path) -> Path:
    return copied(tmp_path)


def test_approvals_are_appended_and_parts_are_recorded_once(kiosk: Path) -> None:
    approved_by(kiosk, "ann", "takings")
    first = (kiosk / "approvals.yml").read_text(encoding="utf-8")
    approved_by(kiosk, "ann", "twice")
    both = (kiosk / "approvals.yml").read_text(encoding="utf-8")

    assert both.startswith(first)
    added = both.removeprefix(first)
    assert '{"formula twice": ' in added
    assert '{"formula takings": ' not in added
    assert state(kiosk, "takings") == state(kiosk, "twice") == "approved"


def test_any_text_in_a_definition_survives_the_file(kiosk: Path) -> None:
    odd = "a 'quote', a: b # c, 07, é, \N{GRINNING FACE}, \x7f, \x85, \u2028, \\ and \""
    edit(
        kiosk,
        METRICS,
        "What was paid.",
        json.dumps(odd).replace("\\ud83d\\ude00", "\N{GRINNING FACE}"),
    )
    assert load(kiosk).metrics["takings"].description == odd

    approved_by(kiosk, "ann", "takings", note=odd)

    assert state(kiosk, "takings") == "approved"
    assert approvals(kiosk).history("takings")[0].note == odd


def test_the_approval_of_a_metric_that_is_gone_is_kept_and_ignored(kiosk: Path) -> None:
    approved_by(kiosk, "ann", "newest")
    text = (kiosk / "metrics" / "kiosk.yml").read_text(encoding="utf-8")
    (kiosk / "metrics" / "kiosk.yml").write_text(text[: text.index("  - name: newest")])

    given = approvals(kiosk)

    assert "newest" not in given.catalog.metrics
    assert given.approved == frozenset()
    assert len(given.history("newest")) == 1


def test_an_approval_outlives_its_approvers_role_and_not_their_name(kiosk: Path) -> None:
    approved_by(kiosk, "ann", "takings")
    edit(kiosk, "people.yaml", "email: ann@example.com, roles: [steward]", "roles: []")
    assert state(kiosk, "takings") == "approved"

    edit(kiosk, "approvals.yml", 'by: "ann"', 'by: "eve"')
    assert problems(kiosk) == [
        "approvals.yml:7:9: `eve` is not in people.yaml; keep whoever approved something there, "
        "without roles if they left"
    ]


EDITED = "approvals.yml is only ever appended to; take this entry back to what was committed"


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('"expr": "pence / 100"', '"expr": "pence"', f"the record was edited; {EDITED}"),
        ("fe8c8cdbe2", "0e8c8cdbe2", f"the hash is not that of the parts; {EDITED}"),
        ("    hash: sha256:", "    hash: md5:", "is not of the form"),
        ("version: 1\n    by", "version: one\n    by", "must be a whole number"),
        ("  - metric: takings", "  - metrik: takings", "did you mean `metric`?"),
        ("approvals:", "approvals: [", "a value is missing here"),
    ],
)
def test_a_file_that_was_not_only_appended_to_is_told(
    kiosk: Path, old: str, new: str, found: str
) -> None:
    approved_by(kiosk, "ann", "takings")
    edit(kiosk, "approvals.yml", old, new)

    told = problems(kiosk)

    assert all(problem.startswith("approvals.yml:") for problem in told)
    assert any(found in problem for problem in told), told


def test_the_file_is_read_quickly_and_alike_as_long_as_only_approve_wrote_it() -> None:
    text = (ROOT / "examples" / "online-retail" / "approvals.yml").read_text(encoding="utf-8")

    assert recorded(text) == exact(text).data
    assert recorded(text + "  # by hand\n") == exact(text).data
    assert recorded(text.replace("\n", "\r\n")) == exact(text).data


LINES = st.sampled_from(
    [
        "  - metric: takings",
        "  - metric: yes",
        "    hash: sha256:" + "0" * 64,
        "    version: 1",
        "    version: 012",
        '    by: "ann"',
        "    by: ann",
        "    at: 2024-03-04T09:00:00",
        "    at: 2024",
        '    note: "a \\u2028 b"',
        '    note: "a" # b',
        '    parts: ["0123456789abcdef"]',
        "    parts: [1e999]",
        "    records:",
        '      "0123456789abcdef": {"a": {"b": [1, 2.5, null, true]}}',
        '      "0123456789abcdef": {"a": NaN}',
        '      "fedcba9876543210": {"a": "\\ud800"}',
        "",
        "other: 1",
    ]
)


@given(st.lists(LINES, max_size=9))
def test_whatever_the_lines_are_the_quick_reading_is_that_of_yaml(lines: list[str]) -> None:
    text = HEADER + "".join(f"{line}\n" for line in lines)
    found = recorded(text)

    if found is not None:
        assert found == exact(text).data


def test_a_record_that_was_taken_out_is_missed(kiosk: Path) -> None:
    approved_by(kiosk, "ann", "takings")
    lines = (kiosk / "approvals.yml").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if "formula takings" not in line]
    (kiosk / "approvals.yml").write_text("".join(kept), encoding="utf-8")

    (problem,) = problems(kiosk)

    assert "is gone; approvals.yml is only ever appended to" in problem


def test_a_full_disk_leaves_the_file_as_it_was(kiosk: Path) -> None:
    approved_by(kiosk, "ann", "takings")
    before = (kiosk / "approvals.yml").read_bytes()
    (kiosk / "approvals.yml.new").symlink_to("/dev/full")

    with pytest.raises(OutsideFailure, match=r"No space left on device\. Nothing was approved"):
        approved_by(kiosk, "ann", "sales")

    assert (kiosk / "approvals.yml").read_bytes() == before
    assert not (kiosk / "approvals.yml.new").exists()


def test_of_approvals_appended_at_once_none_is_lost(kiosk: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from semantic.approvals import append\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "for number in range(60): append(Path(sys.argv[1]), f'# {sys.argv[2]} {number}\\n')"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(kiosk), name],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "other")
    ]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in running:
        process.communicate(timeout=60)
    assert [process.returncode for process in running] == [0, 0]

    lines = (kiosk / "approvals.yml").read_text(encoding="utf-8").splitlines()[3:]
    expected = {f"# {name} {number}" for name in ("one", "other") for number in range(60)}
    assert (len(lines), set(lines)) == (120, expected)
    assert not (kiosk / "approvals.yml.new").exists()
