"""dbt's where-templates: four calls are read as names of ours, and nothing is ever executed."""

import pytest

from semantic.exchange.dbt_where import NotReadable, expression, member


@pytest.mark.parametrize(
    ("template", "ours"),
    [
        ("{{ Dimension('listing__country') }} = 'us'", "\"listing.country\" = 'us'"),
        ("{{ Dimension('user__state', entity_path=['listing']) }} = 'CA'",
         "\"listing.user.state\" = 'CA'"),
        ("{{ TimeDimension('metric_time', 'day') }} >= '2020-01-02'",
         "\"time.day\" >= '2020-01-02'"),
        ("{{ TimeDimension('booking__ds', date_part_name='dow') }} = 1",
         '"booking.ds.extract_dow" = 1'),
        ("{{ Dimension('metric_time').grain('week') }} IS NOT NULL", '"time.week" IS NOT NULL'),
        ("{{ Entity('listing') }} IS NOT NULL", '"listing" IS NOT NULL'),
        ("NOT {{ Metric('bookings', group_by=['listing']) }} > 2", 'NOT "bookings[listing]" > 2'),
        ("CAST(booking__ds__day AS DATE) > '2020-01-01'",
         "CAST(\"booking.ds.day\" AS DATE) > '2020-01-01'"),
        ("{{ Dimension('listing__name') }} = 'a__b'", "\"listing.name\" = 'a__b'"),
        # Spellings of one engine or another.
        ("{{ Dimension('a__b') }}::varchar = 'x' -- why", "CAST(\"a.b\" AS TEXT) = 'x'"),
        ("coalesce({{ Dimension('a__b') }}, '1')::int > 2",
         "CAST(coalesce(\"a.b\", '1') AS INTEGER) > 2"),
        ("/* why */ CAST({{ Dimension('a__b') }} AS string) NOT ILIKE 'X--%'",
         "LOWER(CAST(\"a.b\" AS TEXT)) NOT LIKE LOWER('X--%')"),
        ("{{ Dimension('a__b') }} IS NOT TRUE AND {{ Dimension('a__c') }} is false",
         '(NOT COALESCE("a.b", FALSE)) AND (NOT COALESCE("a.c", TRUE))'),
        ("CAST({{ Dimension('a__b') }} AS VARCHAR(20)) || "
         "{{ Dimension('a__c') }}::numeric(9, 2) = 'x'",
         'CAST("a.b" AS TEXT) || CAST("a.c" AS DECIMAL(9, 2)) = \'x\''),
        ("{{ TimeDimension('metric_time', 'day') }} >= DATE '2020-01-02'",
         "\"time.day\" >= CAST('2020-01-02' AS DATE)"),
        ("date_trunc('month', {{ TimeDimension('a__b', 'day') }}) = '2020-01-01'",
         "\"a.b.month\" = '2020-01-01'"),
        ("EXTRACT(year FROM {{ TimeDimension('a__b', 'day') }}) = 2020",
         '"a.b.extract_year" = 2020'),
    ],
)  # fmt: skip
def test_a_template_becomes_an_expression_over_our_names(template: str, ours: str) -> None:
    assert expression(template) == ours


@pytest.mark.parametrize(
    "template",
    [
        "{% if true %} 1 = 1 {% endif %}",
        "{{ env_var('SECRET') }} = 'x'",
        "{{ Dimension(__import__('os').name) }} = 'x'",
        "{{ Dimension('a').__class__.__mro__ }} = 'x'",
        "{{ Dimension('a').upper('b') }} = 'x'",
        "{{ 7 * 7 }} = 49",
        "{{ Dimension( }} = 'x'",
        "{{ Metric('orders', group_by=['a', 'b']) }} > 1",
        "{{ Dimension('a__b') }} = 'x'; DROP TABLE a",
        "{{ Dimension('a__b') }} IN (SELECT b FROM c)",
    ],
)
def test_whatever_else_a_template_holds_is_refused(template: str) -> None:
    with pytest.raises(NotReadable):
        expression(template)


def test_an_order_may_descend() -> None:
    assert member("TimeDimension('metric_time', 'day').descending(True)") == "-time.day"
