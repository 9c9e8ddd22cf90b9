"""`check` and `metrics` as people meet them."""

from pathlib import Path

import pytest

from tests.connectors.command_line import retainer


def write(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_sound_workspace_is_in_order(shop: Path) -> None:
    ran = retainer("-w", shop, "check", "--json")

    assert ran.code == 0
    assert ran.json["status"] == "ok"
    assert (ran.json["models"], ran.json["metrics"]) == (2, 5)


def test_every_problem_of_every_file_in_one_go(shop: Path) -> None:
    write(shop / "metrics" / "sales.yml", "    expr: amount", "\texpr: amount")
    write(shop / "models" / "orders.yml", "to: customers, from", "to: custmers, from")
    write(shop / "people.yaml", "roles: [owner]", "roles: [onwer]")
    write(shop / "connections.yaml", "  orders: {file", "  odrers: {file")
    (shop / "briefings").mkdir()
    (shop / "briefings" / "weekly.yml").write_text("version: 1\nname: weekly\n", encoding="utf-8")

    ran = retainer("-w", shop, "check")

    assert ran.code == 1
    assert ran.out == ""
    said = "\n".join(line for line in ran.err.splitlines() if "metrics/sales.yml" in line)
    assert "tab" in said
    for file in ("briefings/weekly.yml", "models/orders.yml", "people.yaml"):
        assert f"\n{file}:" in f"\n{ran.err}"
    assert "Mend and run: retainer check" in ran.err


def test_problems_as_json_have_their_places(shop: Path) -> None:
    write(shop / "connections.yaml", "  orders: {file", "  odrers: {file")

    ran = retainer("-w", shop, "check", "--json")

    assert ran.code == 1
    (problem,) = ran.json["problems"]
    assert (problem["file"], problem["column"]) == ("connections.yaml", 1)
    assert problem["message"] == (
        "`sources` lacks `orders`, which the model `orders` reads; did you mean `odrers`?"
    )


def test_a_setting_that_is_not_set_is_named_with_its_place(shop: Path) -> None:
    write(shop / "connections.yaml", "data/orders.csv", '"${ORDERS_FOLDER}/orders.csv"')

    ran = retainer("-w", shop, "check")

    assert ran.code == 1
    assert "connections.yaml:9:18: `${ORDERS_FOLDER}` is not set" in ran.err


def test_a_setting_in_the_env_file_is_filled_in(shop: Path) -> None:
    write(shop / "connections.yaml", "data/orders.csv", '"${ORDERS_FOLDER}/orders.csv"')
    (shop / ".env").write_text(
        "# where orders are\nexport ORDERS_FOLDER='data'\n", encoding="utf-8"
    )

    assert retainer("-w", shop, "query", "sales", "--json").code == 0


def test_a_computed_source_needs_something_that_computes_it(shop: Path) -> None:
    with (shop / "connections.yaml").open("a", encoding="utf-8") as file:
        file.write("  wishes: {computed: customer_prediction}\n")

    ran = retainer("-w", shop, "check")

    assert "nothing computes `customer_prediction`; did you mean `customer_predictions`?" in ran.err


def test_computed_predictions_need_a_briefing(shop: Path) -> None:
    with (shop / "connections.yaml").open("a", encoding="utf-8") as file:
        file.write("  wishes: {computed: customer_predictions}\n")

    assert "follows the base of a briefing, and there is none" in retainer("-w", shop, "check").err


def test_live_tries_sources_and_golden_values(shop: Path) -> None:
    ran = retainer("-w", shop, "check", "--live")

    assert ran.code == 0
    assert "1 golden value" in " ".join(ran.out.split())


def test_live_finds_a_golden_value_that_is_off(shop: Path) -> None:
    write(shop / "metrics" / "sales.yml", "value: 731.90", "value: 731.91")

    ran = retainer("-w", shop, "check", "--live", "--json")

    assert ran.code == 1
    assert ran.json["problems"] == [
        {
            "about": "metric sales",
            "message": "the golden value from 2025-05-01 to 2025-06-01 should be 731.91 and is "
            "731.9",
        }
    ]


def test_live_finds_a_source_that_is_gone_and_a_key_that_repeats(shop: Path) -> None:
    orders = shop / "data" / "orders.csv"
    text = orders.read_text(encoding="utf-8")
    orders.write_text(text + text.splitlines()[1] + "\n", encoding="utf-8")

    twice = retainer("-w", shop, "check", "--live")
    orders.unlink()
    gone = retainer("-w", shop, "check", "--live")

    assert "model orders: order_number is not unique, such as A1001" in twice.out
    assert "source orders: data/orders.csv does not exist" in gone.out
    assert (twice.code, gone.code) == (1, 1)


def test_a_time_spine_is_held_to_its_weeks_where_it_was_declared(shop: Path) -> None:
    write(shop / "retainer.yaml", "week_start: monday", "week_start: sunday")
    write(shop / "connections.yaml", "sources:\n", "sources:\n  weeks: {file: data/weeks.csv}\n")
    models = shop / "models" / "orders.yml"
    above = models.read_text(encoding="utf-8")
    spine = "time_spines:\n  - {source: weeks, column: week, grain: week}\n"
    models.write_text(f"{above}\n{spine}", encoding="utf-8")
    weeks = shop / "data" / "weeks.csv"
    weeks.write_text("week\n2025-06-02\n2025-06-09\n", encoding="utf-8")

    mondays = retainer("-w", shop, "check", "--live", "--json")
    weeks.unlink()
    gone = retainer("-w", shop, "check", "--live")
    write(shop / "connections.yaml", "  weeks: {file", "  months: {file")
    unlisted = retainer("-w", shop, "check")

    found = mondays.json["problems"][0]
    line = above.count("\n") + 3
    assert found["about"] == f"models/orders.yml:{line}:42"
    assert (
        "a week from Monday, 2025-06-02; the workspace's weeks begin on Sunday" in found["message"]
    )
    assert "source weeks: data/weeks.csv does not exist" in gone.out
    assert "lacks `weeks`, which the time spine by weeks reads" in " ".join(unlisted.err.split())


def test_metrics_are_listed_with_their_status(shop: Path) -> None:
    listed = {
        metric["name"]: metric
        for metric in retainer("-w", shop, "metrics", "--json").json["metrics"]
    }

    assert listed["sales"]["status"] == "never approved"
    assert listed["sales"]["hash"].startswith("sha256:")
    assert listed["average_order_value"]["type"] == "ratio"


@pytest.mark.parametrize(
    ("metric", "formula"),
    [
        ("items_sold", "sum of Quantity over lines where line.kind = sale"),
        ("return_rate", "returns_value / gross_sales"),
        ("lapsed_customers", "count of customers in the state lapsed (lapse after 90 days)"),
        ("value_to_date", "value of customers from their first event to the period's end"),
        ("cohort_retention", "share of each customer.cohort_month active in a later month"),
        ("days_since_latest_line", "days from the newest row of lines to the period's end"),
    ],
)  # fmt: skip
def test_a_metric_says_its_formula(example: Path, metric: str, formula: str) -> None:
    assert retainer("-w", example, "metrics", metric, "--json").json["formula"] == formula


def test_one_metric_in_full(example: Path) -> None:
    ran = retainer("-w", example, "metrics", "lapse_rate", "--as", "steward")

    assert ran.code == 0
    words = " ".join(ran.out.split())
    assert "formula newly_lapsed_customers / customers_not_lapsed_before" in words
    assert "sources online_retail" in words
    assert "used by" not in words
    assert "2011-03-01 to 2011-04-01: 0.226886" in words
    assert "version 1, 3 October 2011, steward" in words


def test_a_metric_says_which_others_use_it_as_far_as_they_are_granted(example: Path) -> None:
    whole, own = (
        retainer("-w", example, "metrics", "gross_sales", "--json", "--as", name).json["used_by"]
        for name in ("steward", "owner-world")
    )

    assert {"net_sales", "unidentified_share"} <= set(whole)
    assert set(whole) - set(own) == {"unidentified_share"}


def test_golden_values_of_everybody_are_not_for_an_owner(example: Path) -> None:
    whole, own = (
        retainer("-w", example, "metrics", "gross_sales", "--json", "--as", name).json["tests"]
        for name in ("head", "owner-world")
    )

    assert [test["value"] for test in whole] == [689841.84, 1028345.38]
    assert own == []


def test_a_metric_without_a_grant_has_no_name(example: Path) -> None:
    ran = retainer("-w", example, "metrics", "unidentified_share", "--as", "owner-world")

    assert ran.code == 1
    assert "There is no metric 'unidentified_share' that you may see." in ran.err


def test_dimensions_that_a_grant_hides_are_not_listed(shop: Path) -> None:
    whole, own = (
        {
            dimension["name"]
            for dimension in retainer("-w", shop, "metrics", "--json", "--as", name).json[
                "dimensions"
            ]
        }
        for name in ("me", "north")
    )

    assert whole - own == {"order.number"}


def test_a_deprecated_metric_says_when_it_ends_and_what_follows(shop: Path) -> None:
    retainer("-w", shop, "approve", "sales")
    retainer("-w", shop, "approve", "orders")
    governance = "{owner: me, status: deprecated, successor: orders, sunset: 2100-01-01}"
    write(shop / "metrics" / "sales.yml", "governance: {owner: me}", f"governance: {governance}")

    listed = retainer("-w", shop, "metrics", "sales", "--json", "--as", "north").json
    shown = retainer("-w", shop, "metrics", "sales", "--as", "north").out
    asked = retainer("-w", shop, "query", "sales", "--json", "--as", "north")

    assert (listed["status"], listed["successor"], listed["sunset"]) == (
        *("deprecated", "orders"),
        "2100-01-01",
    )
    assert "deprecated, ends on 2100-01-01" in shown
    assert (
        "sales is deprecated and ends on 2100-01-01; use orders instead."
        in (asked.json["warnings"])
    )


def test_the_catalog_is_searched_as_far_as_it_may_be_seen(example: Path) -> None:
    found = retainer("-w", example, "metrics", "--search", "anonymus share", "--as", "steward")
    hidden = retainer("-w", example, "metrics", "--search", "anonymus share", "--as", "owner-world")
    listed = retainer("-w", example, "metrics", "--search", "churn", "--json").json

    assert (found.code, found.out.split()[3:5]) == (0, ["metric", "unidentified_share"])
    assert (hidden.code, hidden.out.split()[0]) == (1, "Nothing")
    assert listed["hits"][0]["name"] == "lapse_rate"
    assert (listed["hits"][0]["by"], listed["hits"][0]["status"]) == ("churn", "approved")


def test_a_name_and_a_search_exclude_each_other(shop: Path) -> None:
    ran = retainer("-w", shop, "metrics", "sales", "--search", "sales")

    assert (ran.code, "not both" in ran.err) == (2, True)
