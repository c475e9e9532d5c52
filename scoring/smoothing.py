"""A smoothed column: each area's own figure drawn towards what its covariates predict.

    smooth(values, variances, covariates) -> Smoothed

Advice beside the published figure: it is never ranked, never graded and never shown alone.
The model of Fay and Herriot: y = x'b + u + e, Var(e) = D known, s = Var(u) by restricted
maximum likelihood; the mean squared error is that of Prasad and Rao.
"""

from dataclasses import dataclass

import numpy as np

from scoring.vocabulary import Floats, ScoringError

ROUNDS = 200
CLOSE = 1e-14


@dataclass(frozen=True, slots=True)
class Smoothed:
    """Per area: the smoothed value, its mean squared error, and the weight of its own figure.

    spread: s, the variance between areas that the covariates leave. slopes: b.
    """

    values: Floats
    errors: Floats
    own: Floats
    spread: float
    slopes: Floats


def smooth(values: Floats, variances: Floats, covariates: Floats) -> Smoothed:
    """Fit the model and smooth; covariates (areas, columns), a column of ones among them.

    ScoringError unless every area has a value and a positive variance, and there are more
    areas than columns.
    """
    _check(values, variances, covariates)
    spread = _between(values, variances, covariates)
    inverse = 1 / (spread + variances)
    cross = np.linalg.inv(covariates.T * inverse @ covariates)
    slopes = cross @ (covariates.T * inverse @ values)
    own = spread * inverse
    fitted = covariates @ slopes
    leverage = np.einsum("ij,jk,ik->i", covariates, cross, covariates)
    known = own * variances
    slope = (1 - own) ** 2 * leverage
    guess = variances**2 * inverse**3 * 2 / np.sum(inverse**2)
    return Smoothed(
        own * values + (1 - own) * fitted, known + slope + 2 * guess, own, spread, slopes
    )


def _check(values: Floats, variances: Floats, covariates: Floats) -> None:
    if covariates.ndim != 2 or {len(covariates), len(variances)} != {len(values)}:
        raise ScoringError(f"got {len(values)} areas and covariates {covariates.shape}")
    if covariates.shape[1] >= len(values):
        raise ScoringError("wanted more areas than covariates")
    if not (np.isfinite(values).all() and (variances > 0).all()):
        raise ScoringError("every area needs a value and a positive variance")
    if np.linalg.matrix_rank(covariates) < covariates.shape[1]:
        raise ScoringError("one covariate is a sum of the others; leave it out")


def _between(values: Floats, variances: Floats, covariates: Floats) -> float:
    """Return s by Fisher scoring of the restricted likelihood; 0 where it would be below."""
    spread = float(np.median(variances))
    for _ in range(ROUNDS):
        inverse = 1 / (spread + variances)
        weighed = covariates * inverse[:, None]
        project = (
            np.diag(inverse) - weighed @ np.linalg.inv(covariates.T @ weighed) @ weighed.T
        )
        residual = project @ values
        slope = residual @ residual - np.trace(project)
        step = slope / np.sum(project * project)
        moved = max(0.0, spread + float(step))
        if abs(moved - spread) <= CLOSE * max(moved, 1e-3):
            return moved
        spread = moved
    return spread
