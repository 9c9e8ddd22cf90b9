"""Pictures of a briefing: Vega-Lite specifications with the data inside, and words for each."""

from briefings.pictures.cohorts import CohortCell, cohorts
from briefings.pictures.drivers import Contribution, drivers
from briefings.pictures.trend import Point, trend

__all__ = ["CohortCell", "Contribution", "Point", "cohorts", "drivers", "trend"]
