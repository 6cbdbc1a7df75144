"""The routes. Add yours to a router of its own and include it in `create`."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.exceptions import HTTPException

from service import greetings
from service.metrics import Metrics


def create() -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    Metrics().watch(app)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.include_router(greetings.router)
    app.add_api_route("/healthz", _ok, response_class=PlainTextResponse)
    app.add_api_route("/readyz", _ok, response_class=PlainTextResponse)
    return app


async def _ok() -> str:
    return "ok\n"


async def _refused(_: Request, error: HTTPException) -> JSONResponse:
    return JSONResponse({"error": str(error.detail)}, error.status_code)


async def _not_valid(_: Request, error: RequestValidationError) -> JSONResponse:
    said = "; ".join(f"{it['loc'][-1]}: {it['msg']}" for it in error.errors())
    return JSONResponse({"error": said}, 400)
