"""The vars of the random companies: nearly every pair of values meets in one of a few runs."""

from collections import Counter
from decimal import Decimal
from itertools import combinations
from typing import Any

from .settings import Settings

WITHIN, AFTER = "an edge within", "after the last day"
# For each var what it may be besides its default. Those with several values come first, where
# most pairs wait. Which day a word for the as-of date stands for depends on the company.
EDGES: dict[str, tuple[Any, ...]] = {
    "reporting_timezone": ("Europe/Berlin", "America/New_York", "Asia/Shanghai"),
    "as_of_date": (WITHIN, AFTER),
    "period_grains": (("month",), ("week", "day")),
    "retention_period_grains": (("year",), ("week", "quarter")),
    "benchmark_industry": ("retail", None),
    "csv_delimiter": (";",),
    "csv_quote": ("'",),
    "csv_encoding": ("utf-16",),
    "future_activity_days": (0,),
    "base_currency": ("chf",),
    "default_brand": ("north",),
    "churn_basis": ("subscription",),
    "churn_days": (30,),
    "yearly_churn_days": (60,),
    "days_per_year": (Decimal(360),),
    "frequent_buyer_months": (1,),
    "small_sample_size": (2,),
    "session_gap_seconds": (30,),
    "refresh_seconds": (0,),
    "long_session_hours": (1,),
    "engaged_session_seconds": (Decimal("33.25"),),
    "engaged_session_page_views": (1,),
    "product_content_type": ("BLOG",),
    "regular_opener_periods_before": (1,),
    "fully_engaged_share": (Decimal("0.5"),),
    "fully_engaged_least_delivered": (1,),
    "top_position": (Decimal("1.5"),),
    "repeat_contact_hours": (5,),
    "nps_promoter_from": (10,),
    "nps_passive_from": (6,),
    "csat_positive_from": (Decimal("4.5"),),
    "detailed_answer_characters": (39,),
    "detailed_answer_characters_without_spaces": (14,),
    "spaceless_script_percent": (100,),
    "survey_scales": (
        {
            "nps": {"lowest": -1, "highest": 11, "whole": False},
            "csat": {"lowest": 0, "highest": 7, "whole": True},
            "ces": {"lowest": 3, "highest": 4},
            "event_feedback": {"lowest": 1, "highest": 10},
        },
    ),
    "shared_identifiers": ("last_known",),
    "shared_identifier_max_customers": (2,),
    "negative_stars_below": (2,),
    "positive_stars_from": (Decimal("4.5"),),
    "engagement_window_months": (1,),
    "new_customer_days": (30,),
    "backtest_days": (30,),
    "lift_windows": ((40, 7),),
    "lift_placebo_days": (20,),
    "lift_history_days": (5,),
    "lift_least_customers": (2,),
    "lift_least_kept_percent": (5,),
    "lift_largest_gap": (5,),
    "experiment_windows": ((60, 1),),
    "health_full_ticket_load": (20,),
    "push_return_hours": (5,),
    "follower_count_max_age_days": (7,),
    "abandoned_cart_hours": (50,),
    "absence_days": (20,),
    "churn_risk_order_days": (2,),
    "churn_risk_least_gap": (15,),
    "loyal_customer_orders": (2,),
    "near_target_percent": (Decimal("62.5"),),
    "before_after_weeks": (1,),
    "anomaly_expected_weeks": (6,),
    "anomaly_expected_least": (1,),
    "anomaly_history": (
        {"day": {"periods": 20, "least": 5}, "week": {"periods": 10, "least": 3}},
    ),
    "anomaly_spreads": (Decimal("0.75"),),
    "anomaly_irregular_share": (0,),
}
VALUES = {name: (getattr(Settings(), name), *edges) for name, edges in EDGES.items()}

# A var, and the position of its value among VALUES.
Choice = tuple[str, int]


def pairs_of(choices: list[Choice]) -> set[frozenset[Choice]]:
    """The pairs of choices of different vars."""
    return {frozenset(pair) for pair in combinations(choices, 2) if pair[0][0] != pair[1][0]}


def vars_of_runs(count: int) -> list[dict[str, Any]]:
    """The values of all vars, run by run: each var takes what meets most pairs not yet met.

    Among equals it takes what most pairs still wait for, then what was taken least.
    """
    all_choices = [(name, place) for name, values in VALUES.items() for place in range(len(values))]
    unmet, taken = pairs_of(all_choices), Counter()
    found = []
    for _ in range(count):
        waiting = Counter(choice for pair in unmet for choice in pair)
        chosen: list[Choice] = []
        for name, values in VALUES.items():

            def worth(choice: Choice) -> tuple[int, ...]:
                met = sum(frozenset((choice, other)) in unmet for other in chosen)
                return met, waiting[choice], -taken[choice], -choice[1]

            chosen.append(max(((name, place) for place in range(len(values))), key=worth))
        unmet -= pairs_of(chosen)
        taken.update(chosen)
        found.append({name: VALUES[name][place] for name, place in chosen})
    return found


RUNS = vars_of_runs(12)
