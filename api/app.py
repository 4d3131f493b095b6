"""The web application as it is served: the API with the pages."""

from fastapi import FastAPI

from api.http.app import Pages, application
from api.pages import routes
from api.pages.table import WITHOUT_PERSONAL_DATA
from api.service.service import Service
from api.service.settings import Settings


def create_app(settings: Settings, service: Service | None = None) -> FastAPI:
    """As `application`, with the pages."""
    return application(settings, service, Pages(routes.install, WITHOUT_PERSONAL_DATA))
