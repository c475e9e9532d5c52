"""Cases in any state, driven there through the service."""

from sanitation.accounts.rules import Role
from sanitation.supervision.values import NewInspection
from tests.factories import accounts, sites
from tests.factories.photos import jpeg


def draft(services, place, inspector=None, number=1):
    """Inspect a toilet at a place and return the draft case of its one finding."""
    inspector = inspector or accounts.account(services, Role.INSPECTOR)
    site_id = sites.toilet(services, place, number)
    item = services.supervision.checklist(inspector)[0].code
    new = NewInspection(site_id, {item: 1}, {item: jpeg()})
    return services.supervision.inspect(inspector, new)[0]
