"""The smoothed column is that of Fay and Herriot, on data others have published."""

import csv
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.smoothing import smooth
from scoring.vocabulary import ScoringError
from tests.reference import reference_file


@pytest.mark.reference
def test_the_milk_data_come_out_as_published():
    with reference_file("sampling/fay_herriot_milk.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    wanted = json.loads(
        reference_file("sampling/fay_herriot_milk_reference.json").read_text()
    )
    values = np.array([float(row["direct_est"]) for row in rows])
    variances = np.array([float(row["std_error"]) ** 2 for row in rows])
    major = np.array([int(row["major_area"]) for row in rows])
    covariates = np.stack([np.ones(len(rows)), *(major == k for k in (2, 3, 4))], axis=1)

    made = smooth(values, variances, covariates)

    assert made.spread == pytest.approx(wanted["refvar"], rel=1e-9)
    assert made.slopes == pytest.approx(wanted["beta"], rel=1e-9)
    assert made.values == pytest.approx(wanted["eblup"], rel=1e-9)
    assert made.errors == pytest.approx(wanted["mse_prasad_rao"], rel=1e-9)


areas = st.lists(
    st.tuples(st.integers(7000, 10000), st.integers(20, 400)), min_size=5, max_size=40
)


@given(areas)
def test_a_smoothed_value_lies_between_its_own_figure_and_the_fitted_one(drawn):
    values = np.array([value / 100 for value, _ in drawn])
    variances = np.array([(error / 100) ** 2 for _, error in drawn])
    ones = np.ones((len(drawn), 1))

    made = smooth(values, variances, ones)

    fitted = (ones @ made.slopes)[:]
    low, high = np.minimum(values, fitted) - 1e-9, np.maximum(values, fitted) + 1e-9
    assert ((low <= made.values) & (made.values <= high)).all()
    assert ((made.own >= 0) & (made.own <= 1)).all()


def test_areas_that_do_not_differ_are_all_given_the_fitted_value():
    made = smooth(np.full(10, 90.0), np.full(10, 4.0), np.ones((10, 1)))

    assert made.spread == 0
    assert made.values == pytest.approx(90)


@pytest.mark.parametrize(
    ("values", "variances", "covariates"),
    [
        ([1.0, np.nan, 2.0], [1.0, 1.0, 1.0], np.ones((3, 1))),
        ([1.0, 2.0, 3.0], [1.0, 0.0, 1.0], np.ones((3, 1))),
        ([1.0, 2.0], [1.0, 1.0], np.ones((2, 2))),
        ([1.0, 2.0, 3.0], [1.0, 1.0, 1.0], np.ones((3, 2))),
        ([1.0, 2.0, 3.0], [1.0, 1.0, 1.0], np.ones((2, 1))),
    ],
)
def test_what_cannot_be_smoothed_is_refused(values, variances, covariates):
    with pytest.raises(ScoringError):
        smooth(np.array(values), np.array(variances), covariates)
