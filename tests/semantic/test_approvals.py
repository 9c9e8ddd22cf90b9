"""An approval is of one meaning: whoever changes what a metric says or stands on, loses it."""

import json
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from semantic.approval_file import HEADER, recorded
from semantic.approvals import Approvals, append, approve
from semantic.errors import OutsideFailure, Refusal, UnknownName
from semantic.loading import load
from semantic.policy import find_principal
from semantic.problems import WorkspaceProblems
from semantic.yaml_exact import exact

ROOT = Path(__file__).resolve().parents[2]
KIOSK = ROOT / "tests" / "workspaces" / "kiosk"
METRICS = "metrics/kiosk.yml"
MODELS = "models/kiosk.yml"
ON_TAKINGS = {"takings", "average_sale", "twice"}
ON_CUSTOMERS = {"active", "cohort_retention"}
EVERY = ON_TAKINGS | ON_CUSTOMERS | {"sales", "newest"}
NINE = datetime.fromisoformat("2024-03-04T09:00:00.123456")
# Held so that a change to how hashes are made is noticed: it would void every approval there is.
TAKINGS = "sha256:fe8c8cdbe270ee923839504de1116e8dae263dbddeb7dabf64241be1039d4726"


@pytest.fixture
def kiosk(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KIOSK, tmp_path / "kiosk"))


def approvals(root: Path) -> Approvals:
    return Approvals(load(root))


def approved_by(root: Path, who: str, metric: str, note: str = "") -> None:
    given = approvals(root)
    append(root, approve(given, metric, find_principal(who, given.catalog.people), NINE, note))


def edit(root: Path, file: str, old: str, new: str) -> None:
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def state(root: Path, metric: str) -> str:
    return approvals(root).status(metric).state


def test_a_metric_begins_unapproved_and_is_approved_by_its_hash(kiosk: Path) -> None:
    assert state(kiosk, "takings") == "never approved"

    approved_by(kiosk, "ann", "takings", "as agreed on 1 March")

    status = approvals(kiosk).status("takings")
    assert status.state == "approved"
    assert status.approval is not None
    assert (status.approval.by, status.approval.note) == ("ann", "as agreed on 1 March")
    assert status.approval.at.isoformat() == "2024-03-04T09:00:00"
    assert status.approval.hash == status.hash == TAKINGS
    assert approvals(kiosk).approved == {"takings"}


def test_an_edit_shows_as_a_diff_until_it_is_approved_too(kiosk: Path) -> None:
    approved_by(kiosk, "ann", "takings")
    edit(kiosk, METRICS, "expr: pence / 100", "expr: pence / 120")

    assert state(kiosk, "takings") == "changed"
    assert approvals(kiosk).diff("takings").splitlines() == [
        "--- approved 2024-03-04 by ann",
        "+++ now",
        "@@ formula takings @@",
        " type: simple",
        " model: sales",
        " agg: sum",
        "-expr: pence / 100",
        "+expr: pence / 120",
        " filter:",
        " - field: line.kind",
        "   value: sale",
    ]

    approved_by(kiosk, "ann", "takings")

    assert state(kiosk, "takings") == "approved"
    assert approvals(kiosk).diff("takings") == ""
    assert len(approvals(kiosk).history("takings")) == 2


def test_going_back_to_an_earlier_definition_needs_an_approval_too(kiosk: Path) -> None:
    approved_by(kiosk, "ann", "takings")
    edit(kiosk, METRICS, "agg: sum", "agg: max")
    approved_by(kiosk, "ann", "takings")
    edit(kiosk, METRICS, "agg: max", "agg: sum")

    assert state(kiosk, "takings") == "changed"


def test_the_diff_of_a_metric_that_was_never_approved_is_all_of_it(kiosk: Path) -> None:
    lines = approvals(kiosk).diff("sales").splitlines()

    assert lines[0] == "--- not approved"
    assert "@@ formula sales @@" in lines
    assert "+agg: count_distinct" in lines
    assert not [line for line in lines[2:] if line.startswith("-")]


@pytest.mark.parametrize(
    ("file", "old", "new", "changed"),
    [
        (METRICS, "What was paid.", "What was asked.", {"takings"}),
        (METRICS, "synonyms: [revenue]", "synonyms: [income]", {"takings"}),
        (METRICS, "value: 12.5", "value: 12.6", {"takings"}),
        (
            METRICS,
            "op: eq, value: sale",
            "op: ne, value: sale",
            ON_TAKINGS,
        ),
        (
            METRICS,
            "expr: pence / 100",
            "expr: pence / 120",
            ON_TAKINGS,
        ),
        (METRICS, "expr: takings + takings", "expr: takings * 3", {"twice"}),
        (METRICS, "op: not_null", "op: is_null", {"average_sale"}),
        (METRICS, "denominator: sales", "denominator: takings", {"average_sale"}),
        (METRICS, "agg: count_distinct", "agg: min", {"sales", "average_sale"}),
        (METRICS, "state: active", "state: lapsed", {"active"}),
        (
            METRICS,
            "    cohort: customer.first_month\n",
            "    cohort: customer.first_month\n    additive: 'yes'\n",
            {"cohort_retention"},
        ),
        (
            MODELS,
            "entity: line, expr: kind",
            "entity: line, expr: lower(kind)",
            ON_TAKINGS | ON_CUSTOMERS,
        ),
        (MODELS, "pence: number", "pence: text", ON_TAKINGS | ON_CUSTOMERS),
        (MODELS, "source: sales", "source: sold", EVERY),
        (MODELS, "row: line\n    source", "row: line\n    distinct: true\n    source", EVERY),
        (MODELS, "time: {column: sold_at}", "time: {column: sold_at, timezone: UTC}", EVERY),
        (MODELS, "lapse_after_days: 90", "lapse_after_days: 60", ON_CUSTOMERS),
        (MODELS, "amount: pence / 100", "amount: pence / 120", ON_CUSTOMERS),
        (
            MODELS,
            "of: sales\n",
            "of: sales\n      amount_where: [{field: line.paid, value: true}]\n",
            ON_CUSTOMERS,
        ),
        (
            MODELS,
            "expr: sold_at, keep: first",
            "expr: 'coalesce(sold_at)', keep: first",
            {"cohort_retention"},
        ),
        ("retainer.yaml", "Europe/London", "Europe/Paris", EVERY),
    ],
)
def test_an_edit_changes_the_metrics_whose_meaning_it_is_part_of(
    kiosk: Path, file: str, old: str, new: str, changed: set[str]
) -> None:
    before = hashes(kiosk)

    edit(kiosk, file, old, new)

    after = hashes(kiosk)
    assert {name for name in before if before[name] != after[name]} == changed


def hashes(root: Path) -> dict[str, str]:
    given = approvals(root)
    return {name: given.status(name).hash for name in given.catalog.metrics}


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (METRICS, "    agg: sum\n", "    # how it adds up\n    agg:   'sum'\n"),
        (
            METRICS,
            "type: simple\n    description: What was paid.",
            "description: What was paid.\n    type: simple",
        ),
        (METRICS, "{field: line.kind, op: eq, value: sale}", "{value: sale, field: line.kind}"),
        (METRICS, "governance: {owner: ann}", "governance: {owner: ann, version: 1}"),
        (METRICS, "governance: {owner: ann}", "governance: {owner: ann, status: draft}"),
        (METRICS, "denominator: sales", "denominator: {name: sales}"),
        (MODELS, "shop: text, kind: text", "kind: text, shop: text"),
        (MODELS, "paid: boolean}", "paid: boolean, note: text}"),
        (
            MODELS,
            "{name: name, entity: shop, expr: name}",
            "{name: name, entity: shop, expr: shop}",
        ),
        (MODELS, "entity: line, expr: kind", "entity: line, label: line kind, expr: kind"),
        ("people.yaml", "name: Ann", "name: Anna"),
        ("policies.yml", "[takings, sales]", "[sales]"),
        ("retainer.yaml", "name: kiosk", "name: stand"),
    ],
)
def test_an_edit_of_anything_else_changes_no_hash(
    kiosk: Path, file: str, old: str, new: str
) -> None:
    before = hashes(kiosk)

    edit(kiosk, file, old, new)

    assert hashes(kiosk) == before


@pytest.mark.parametrize("status", ["draft", "proposed"])
def test_what_is_marked_unfinished_is_that_even_if_it_was_approved(
    kiosk: Path, status: str
) -> None:
    approved_by(kiosk, "ann", "sales")
    finished = "expr: number\n    governance: {owner: ann"
    edit(kiosk, METRICS, finished, f"{finished}, status: {status}")

    assert state(kiosk, "sales") == status
    with pytest.raises(Refusal, match=f"marked `status: {status}`"):
        approved_by(kiosk, "ann", "sales")


def test_only_a_role_that_approves_may_approve(kiosk: Path) -> None:
    with pytest.raises(Refusal, match="Bob may not approve metrics; that takes the role steward"):
        approved_by(kiosk, "bob", "takings")


def test_there_is_nothing_to_approve_twice_or_without_a_metric(kiosk: Path) -> None:
    approved_by(kiosk, "ann", "takings")

    with pytest.raises(Refusal, match="approved as it stands"):
        approved_by(kiosk, "ann", "takings")
    with pytest.raises(UnknownName) as caught:
        approved_by(kiosk, "ann", "taking")
    assert caught.value.nearest == ("takings",)


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


def problems(root: Path) -> list[str]:
    with pytest.raises(WorkspaceProblems) as caught:
        load(root)
    return [str(problem) for problem in caught.value.problems]


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


def test_every_metric_of_the_example_is_approved_as_it_stands() -> None:
    given = approvals(ROOT / "examples" / "online-retail")

    assert set(given.catalog.metrics) - given.approved == set()
