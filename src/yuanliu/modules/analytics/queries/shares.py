"""How touches share what came of them: the models of attribution, exact to the cent.

First and last touch, linear, time decay and position-based are as Google Analytics, Adobe Analytics and HubSpot define them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Context, Decimal

from yuanliu.base.money import allocate
from yuanliu.modules.analytics.models import AttributionModel

Weights = list[int] | list[Decimal]

# Decimals are worked out to a fixed number of digits, so that a share is the same on every machine; a touch of more than
# sixty half-lives before the youngest weighs nothing.
_EXACT = Context(prec=50)
_LEAST = Decimal(1).scaleb(-18)


def _first(ages: Sequence[int], half_life: int) -> Weights:
    return [1] + [0] * (len(ages) - 1)


def _last(ages: Sequence[int], half_life: int) -> Weights:
    return [0] * (len(ages) - 1) + [1]


def _linear(ages: Sequence[int], half_life: int) -> Weights:
    return [1] * len(ages)


def _decay(ages: Sequence[int], half_life: int) -> Weights:
    """Half as much for each half-life that a touch is older."""
    youngest = min(ages)
    powers = (_EXACT.power(2, _EXACT.divide(Decimal(youngest - age), Decimal(half_life))) for age in ages)
    return [power.quantize(_LEAST, context=_EXACT) for power in powers]


def _position(ages: Sequence[int], half_life: int) -> Weights:
    """40 % to the first, 40 % to the last, 20 % to those between; of two, half each."""
    between = len(ages) - 2
    if between <= 0:
        return [1] * len(ages)
    return [2 * between, *[1] * between, 2 * between]


MODELS: dict[AttributionModel, Callable[[Sequence[int], int], Weights]] = {
    AttributionModel.FIRST: _first,
    AttributionModel.LAST: _last,
    AttributionModel.LINEAR: _linear,
    AttributionModel.DECAY: _decay,
    AttributionModel.POSITION: _position,
}


def shares(total: int, weights: Weights) -> list[int]:
    """What each touch gets of `total` minor units; together exactly the total. A refund mirrors its receipt."""
    return allocate(total, weights)


def weigh(ages: Sequence[int], half_life: int) -> dict[AttributionModel, Weights]:
    """What each touch weighs under every model. `ages`: days before the signing, the first touch first; at least one."""
    return {model: weight(ages, half_life) for model, weight in MODELS.items()}
