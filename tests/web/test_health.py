from tests.web.conftest import an_app


def test_a_service_with_listing_and_postcodes_is_ready_and_says_which(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    ready = answer.get_json()
    assert ready["ready"] is True
    assert len(ready["snapshot"]) == len(ready["postcodes"]) == 16


def test_a_service_without_a_listing_lives_and_is_not_ready(data_dir):
    client = an_app(data_dir).test_client()
    assert client.get("/healthz").get_json() == {"alive": True}
    assert client.get("/readyz").status_code == 503


def test_a_search_before_the_first_listing_is_told_to_come_back(data_dir):
    client = an_app(data_dir).test_client()
    page = client.post("/search", data={"postcode": "NG1", "service": "supported"})
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "30"
    assert "The service is being set up" in page.text
    answer = client.get("/api/v1/centres?postcode=NG1&service=supported")
    assert answer.get_json()["code"] == "not_ready"
