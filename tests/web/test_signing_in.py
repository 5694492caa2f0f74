"""Who is let in, for how long, and what ends it."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client

from imena.registry import clock, one_time_code
from imena.registry.models import Event, Membership, User
from tests.web.served import PASSWORD, Served


@pytest.fixture(autouse=True)
def _nobody_waits() -> None:
    cache.clear()


def sign_in(client: Client, username: str, password: str = PASSWORD, **more: str) -> int:
    given = {"username": username, "password": password, **more}
    return client.post("/account/sign-in", given).status_code


def test_a_right_password_opens_todays_page_and_is_written_down(served: Served) -> None:
    client, user = Client(), served.user("board")
    assert sign_in(client, user.username) == 302
    assert client.get("/").status_code == 200
    assert Event.objects.filter(type="signin.begin", actor=user.id).count() == 1


def test_a_wrong_name_and_a_wrong_password_are_told_alike(served: Served) -> None:
    user = served.user("board")
    wrong = {"username": user.username, "password": "не той пароль"}
    nobody = {"username": "нікого", "password": "не той пароль"}
    pages = [Client().post("/account/sign-in", given) for given in (wrong, nobody)]
    assert {page.status_code for page in pages} == {400}
    said = {page.content.decode().split("<p>")[1].split("</p>")[0] for page in pages}
    assert len(said) == 1
    assert "не той пароль" not in pages[0].content.decode()


def test_after_five_wrong_passwords_the_right_one_waits_too(served: Served) -> None:
    client, user = Client(), served.user("board")
    for _ in range(4):
        assert sign_in(client, user.username, "не той") == 400
    assert sign_in(Client(), user.username) == 302
    for _ in range(5):
        assert sign_in(client, user.username, "не той") == 400
    assert sign_in(client, user.username) == 400
    assert client.get("/").status_code == 302
    assert sign_in(Client(), served.user("analyst").username) == 302


def test_signing_in_takes_a_new_session_and_signing_out_ends_it_on_the_server(
    served: Served,
) -> None:
    client, user = Client(), served.user("board")
    client.get("/account/sign-in")
    sign_in(client, user.username)
    stolen = client.cookies["sessionid"].value
    client.post("/account/sign-out")
    thief = Client()
    thief.cookies["sessionid"] = stolen
    assert thief.get("/").status_code == 302
    sign_in(client, user.username)
    assert client.cookies["sessionid"].value != stolen


def test_a_password_alone_does_not_open_where_codes_are_asked_for(served: Served) -> None:
    user, secret = served.user("board"), one_time_code.new_secret()
    User.objects.filter(pk=user.pk).update(code_secret=secret)
    client = Client()
    given = {"username": user.username, "password": PASSWORD, "next": "/way"}
    asked = client.post("/account/sign-in", given).headers["Location"]
    assert asked == "/account/code?next=%2Fway"
    assert client.get("/").status_code == 302
    assert client.post(asked, {"code": "12"}).status_code == 400
    now = one_time_code.code(secret, int(clock.now().timestamp()) // one_time_code.STEP_SECONDS)
    right = client.post(asked, {"code": now, "next": "/way"})
    assert right.headers["Location"] == "/way"
    assert client.get("/way").status_code == 200


def test_the_code_is_waited_for_five_minutes(served: Served) -> None:
    user = served.user("board")
    User.objects.filter(pk=user.pk).update(code_secret=one_time_code.new_secret())
    client = Client()
    sign_in(client, user.username)
    assert client.get("/account/code").status_code == 200
    with clock.use(clock.SetClock(clock.now() + timedelta(minutes=6))):
        assert client.get("/account/code").status_code == 302


def test_codes_are_taken_on_with_the_square_and_one_of_them(served: Served) -> None:
    client = served.client("board")
    page = client.get("/account/second-factor").content.decode()
    assert "<svg" in page
    secret = client.session["new_secret"]
    assert client.post("/account/second-factor", {"code": "000"}).status_code == 400
    now = one_time_code.code(secret, int(clock.now().timestamp()) // one_time_code.STEP_SECONDS)
    assert client.post("/account/second-factor", {"code": now}).status_code == 302
    assert User.objects.get(pk=served.cast.board.user).code_secret == secret
    assert "new_secret" not in client.session


@pytest.mark.parametrize(
    ("role", "minutes", "still"),
    [("board", 29, True), ("board", 31, False), ("mortuary", 14, True), ("mortuary", 16, False)],
)
def test_a_session_left_alone_ends(served: Served, role: str, minutes: int, still: bool) -> None:
    client = served.client(role)
    with clock.use(clock.SetClock(clock.now() + timedelta(minutes=minutes))):
        assert (client.get("/").status_code == 200) is still


def test_a_session_ends_after_twelve_hours_however_busy(served: Served) -> None:
    client, began = served.client("board"), clock.now()
    for quarter in range(1, 49):
        with clock.use(clock.SetClock(began + timedelta(minutes=14.9 * quarter))):
            assert client.get("/account/").status_code == 200
    with clock.use(clock.SetClock(began + timedelta(hours=12, minutes=1))):
        assert client.get("/account/").status_code == 302


def test_a_new_password_a_suspension_and_an_ended_role_are_felt_at_once(served: Served) -> None:
    changed, suspended, ended = (served.client(r) for r in ("board", "analyst", "mortuary"))
    User.objects.filter(pk=served.cast.board.user).update(password="інший")
    User.objects.filter(pk=served.cast.analyst.user).update(is_active=False)
    Membership.objects.filter(user=served.cast.mortuary.user).update(ended_at=clock.now())
    assert changed.get("/").status_code == 302
    assert suspended.get("/").status_code == 302
    assert ended.get("/bodies").status_code == 403


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.test/x", "https:" + "//evil.test/", "javascript:alert(1)", "\\\\evil.test"],
)
def test_nobody_is_sent_elsewhere(served: Served, elsewhere: str) -> None:
    client, user = Client(), served.user("board")
    given = {"username": user.username, "password": PASSWORD, "next": elsewhere}
    assert client.post("/account/sign-in", given).headers["Location"] == "/"
    given = {"language": "en", "next": elsewhere}
    assert client.post("/account/preferences", given).headers["Location"] == "/"


def test_a_form_from_elsewhere_is_not_taken(served: Served) -> None:
    client = served.client("board")
    client.handler.enforce_csrf_checks = True
    for address in ("/account/sign-out", "/account/purpose", "/account/preferences"):
        assert client.post(address, {"purpose": "x"}).status_code == 403


def test_the_purpose_is_asked_for_and_kept_for_the_session(served: Served) -> None:
    client = served.client("analyst", purpose="")
    assert client.post("/account/purpose", {"own": " "}).status_code == 400
    response = client.post("/account/purpose", {"own": "звірка", "next": "/way"})
    assert response.headers["Location"] == "/way"
    assert "звірка" in client.get("/account/").content.decode()


def test_the_next_person_at_the_machine_states_a_purpose_of_their_own(served: Served) -> None:
    client, user = Client(), served.user("analyst")
    sign_in(client, user.username)
    client.post("/account/purpose", {"own": "звірка списків"})
    sign_in(client, user.username)
    assert client.session["purpose"] == "звірка списків"
    sign_in(client, served.user("board").username)
    assert client.session["purpose"] == ""


def test_whoever_has_to_sign_in_comes_back_to_where_they_were_going(served: Served) -> None:
    client, user = Client(), served.user("analyst")
    asked = client.get("/bodies?state=recovered").headers["Location"]
    assert parse_qs(urlsplit(asked).query) == {"next": ["/bodies?state=recovered"]}
    given = {"username": user.username, "password": PASSWORD, "next": "/bodies?state=recovered"}
    assert client.post(asked, given).headers["Location"] == "/bodies?state=recovered"


def test_language_and_theme_are_kept_in_the_browser_before_anybody_signs_in() -> None:
    client = Client()
    client.post("/account/preferences", {"language": "en", "theme": "dark"})
    page = client.get("/account/sign-in").content.decode()
    assert '<html lang="en" data-theme="dark">' in page
    client.post("/account/preferences", {"theme": ""})
    assert '<html lang="en">' in client.get("/account/sign-in").content.decode()
