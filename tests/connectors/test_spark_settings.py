"""What connections.yaml may say of a Spark cluster."""

import pytest
from pydantic import ValidationError

from connectors.connections import ConnectionsFile, SparkSettings

GIVEN = "t0ken"


def test_the_token_goes_along_and_is_not_shown() -> None:
    plain = SparkSettings(type="spark", url="sc://spark.example.com", token=GIVEN)
    more = SparkSettings(type="spark", url="sc://spark:443/;use_ssl=true", token=GIVEN)

    assert plain.address == "sc://spark.example.com/;token=t0ken"
    assert more.address == "sc://spark:443/;use_ssl=true;token=t0ken"
    assert SparkSettings(type="spark", url="sc://spark:1/").address == "sc://spark:1/"
    assert (plain.shown, more.shown) == ("sc://spark.example.com:15002", "sc://spark:443")
    assert "t0ken" not in repr(plain)


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "spark://secret@host:7077"},
        {"url": "sc://"},
        {"url": "sc://host:99999"},
        {"url": "sc://host/path"},
        {"url": "sc://host", "token": "a;use_ssl=false"},
        {"url": "sc://host", "schema": ""},
    ],
)
def test_what_is_no_address_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as error:
        SparkSettings.model_validate({"type": "spark", **wrong})

    assert "secret" not in error.value.errors()[0]["msg"]


def test_sources_are_tables_of_a_catalog_or_files() -> None:
    content = {
        "version": 1,
        "warehouse": {"type": "spark", "url": "sc://host"},
        "sources": {"orders": {"table": "lake.shop.orders"}, "old": {"file": "s3://b/orders"}},
    }

    assert ConnectionsFile.model_validate(content).warehouse.type == "spark"
    content["sources"] = {"orders": {"table": "a.b.c.d"}}
    with pytest.raises(ValidationError, match="TABLE or SCHEMA"):
        ConnectionsFile.model_validate(content)
