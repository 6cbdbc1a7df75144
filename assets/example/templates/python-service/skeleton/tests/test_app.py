import pytest
from fastapi.testclient import TestClient

from service.app import create


@pytest.fixture
def client() -> TestClient:
    return TestClient(create())


def test_greets_by_name(client: TestClient) -> None:
    answer = client.get("/v1/greetings/Ada Lovelace")
    assert answer.status_code == 200
    assert answer.json() == {"message": "Hello, Ada Lovelace!"}


def test_says_what_is_wrong_with_a_name_that_is_too_long(client: TestClient) -> None:
    answer = client.get("/v1/greetings/" + "a" * 81)
    assert answer.status_code == 400
    assert "name" in answer.json()["error"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_says_that_it_is_well_and_ready(client: TestClient, path: str) -> None:
    assert client.get(path).text == "ok\n"


def test_knows_what_it_does_not_have(client: TestClient) -> None:
    answer = client.get("/nowhere")
    assert (answer.status_code, answer.json()) == (404, {"error": "Not Found"})


def test_counts_what_it_answered(client: TestClient) -> None:
    client.get("/v1/greetings/Ada")
    metrics = client.get("/metrics").text
    assert 'http_requests_total{route="/v1/greetings/{name}",status="200"} 1.0' in metrics
    assert "http_request_duration_seconds_bucket" in metrics
