"""What Prometheus reads: requests by route and status, how long they took, and the process itself."""

import time
from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

Next = Callable[[Request], Awaitable[Response]]


class Metrics:
    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._count = Counter(
            "http_requests_total", "Answered requests", ["route", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "http_request_duration_seconds", "Time to answer", ["route"], registry=self._registry
        )

    def watch(self, app: FastAPI) -> None:
        app.middleware("http")(self._measure)
        app.add_api_route("/metrics", self._answer)

    async def _measure(self, request: Request, call_next: Next) -> Response:
        begun = time.perf_counter()
        status = 500
        try:
            response = await call_next(request)
            status = response.status_code
            return response
        finally:
            # The route's pattern, never the path: paths are endless, and each would be a series.
            route = getattr(request.scope.get("route"), "path", "none")
            self._count.labels(route, status).inc()
            self._seconds.labels(route).observe(time.perf_counter() - begun)

    async def _answer(self) -> Response:
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)
