"""A rubric out of the city's folder is never called a choice of the product."""

from sanitation.catalog.loader import load_city
from sanitation.catalog.rubrics import is_shipped


def test_a_rubric_of_the_citys_own_is_no_product_default():
    linxi, shenzhen = load_city("linxi"), load_city("shenzhen")
    assert not is_shipped(linxi, linxi.rubric_id)
    assert is_shipped(shenzhen, shenzhen.rubric_id)
    assert not is_shipped(shenzhen, "")
