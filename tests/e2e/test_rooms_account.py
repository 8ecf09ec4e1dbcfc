"""Accounts in a real browser: made, left, found again, kept by a guest, recovered by a letter, deleted."""

from __future__ import annotations

import re

import httpx
from e2e.conftest import Product
from e2e.house import NARROW, PASSWORD, account, visitor
from playwright.async_api import Browser, expect


async def letter(house: Product, email: str) -> str:
    """The link that the operator's console prints for an address."""
    wanted = re.compile(rf"To {re.escape(email)}: Reset.*?(http\S+/auth/v1/verify\S+)", re.DOTALL)
    async for log in house.growing():
        if found := wanted.search(log):
            return found[1]
    raise AssertionError("No letter was printed.")


async def test_signed_up_out_and_in_again(house: Product, browser: Browser) -> None:
    """What was made before signing out is there after signing in, and in between there is nothing of it."""
    email = "signed-up@example.com"
    async with visitor(house, browser) as gm:
        await gm.go("account")
        await expect(gm.page.get_by_role("heading", name="You are a guest")).to_be_visible()
        await gm.button("Sign out").click()
        await gm.button("Lose it and sign out").click()

        await expect(gm.page.get_by_role("heading", name="Who tells the story?")).to_be_visible()
        await expect(gm.page.get_by_role("navigation", name="Pages")).to_have_count(0)
        assert await gm.axe() == []
        await gm.page.reload()
        await expect(gm.button("Try it without an account")).to_be_visible()
        await gm.button("Create an account").click()
        await gm.fill(email_address=email, password="short")
        await gm.page.locator("form button[type=submit]").click()
        await expect(gm.page.get_by_text("At least 8 characters are needed.")).to_be_visible()
        await gm.fill(password=PASSWORD)
        await gm.page.locator("form button[type=submit]").click()

        await gm.visit("Characters")
        await gm.button("Add a character").click()
        await gm.fill(name="Ilsabet")
        await gm.button("Save").click()
        await expect(gm.page.get_by_role("heading", name="Ilsabet")).to_be_visible()
        await gm.visit("Account")
        await expect(gm.page.get_by_text(email)).to_be_visible()
        await gm.button("Sign out").click()
        await expect(gm.page.get_by_role("heading", name="Who tells the story?")).to_be_visible()

        await gm.fill(email_address=email, password=PASSWORD)
        await gm.page.locator("form button[type=submit]").click()
        await gm.visit("Characters")
        await expect(gm.page.get_by_role("heading", name="Ilsabet")).to_be_visible()


async def test_a_wrong_password_is_told(house: Product, browser: Browser) -> None:
    await account(house.url, "wrong@example.com")
    async with visitor(house, browser, allowed=1) as gm:
        await gm.go("account")
        await gm.button("Sign in").click()
        dialog = gm.page.get_by_role("dialog")
        await dialog.get_by_label("Email address").fill("wrong@example.com")
        await dialog.get_by_label("Password", exact=True).fill("not it at all")
        await dialog.locator("form button[type=submit]").click()
        await expect(dialog.get_by_role("alert")).to_contain_text("Address or password is wrong.")
        await expect(dialog.get_by_label("Email address")).to_have_value("wrong@example.com")


async def test_a_guest_who_gives_an_address_keeps_everything(house: Product, browser: Browser) -> None:
    async with visitor(house, browser, NARROW) as gm:
        await gm.go("characters")
        await gm.button("Add a character").click()
        await gm.fill(name="Old Mab")
        await gm.button("Save").click()
        await expect(gm.page.get_by_role("heading", name="Old Mab")).to_be_visible()
        await gm.button("Menu").click()
        await gm.visit("Guest")
        await gm.fill(email_address="mab@example.com", password=PASSWORD)
        await gm.button("Keep this account").click()
        await expect(gm.page.get_by_text("Nothing was lost.")).to_be_visible()
    async with visitor(house, browser) as elsewhere:
        await elsewhere.become("mab@example.com")
        await elsewhere.visit("Characters")
        await expect(elsewhere.page.get_by_role("heading", name="Old Mab")).to_be_visible()


async def test_a_letter_leads_to_a_new_password(house: Product, browser: Browser) -> None:
    """The link that the operator's console prints, opened on another device."""
    email = "forgot@example.com"
    await account(house.url, email)
    async with visitor(house, browser) as gm:
        await gm.go("account")
        await gm.button("Sign in").click()
        dialog = gm.page.get_by_role("dialog")
        await dialog.get_by_role("button", name="I forgot my password").click()
        await dialog.get_by_label("Email address").fill(email)
        await dialog.get_by_role("button", name="Have a link mailed").click()
        await expect(dialog.get_by_role("status")).to_contain_text("a link is on its way")
    link = await letter(house, email)

    async with visitor(house, browser) as phone:
        await phone.page.goto(link)
        await expect(phone.page.get_by_role("heading", name="Choose a new password")).to_be_visible()
        assert "access_token" not in phone.page.url
        assert await phone.axe() == []
        await phone.fill(new_password="a better horse")
        await phone.button("Save it and go in").click()
        await phone.visit("Account")
        await expect(phone.page.get_by_text(email)).to_be_visible()

        await phone.page.goto(link)
        await expect(phone.page.get_by_text("This link has expired or was used.")).to_be_visible()
    async with httpx.AsyncClient(base_url=house.url) as http:
        for password, status in ((PASSWORD, 400), ("a better horse", 200)):
            given = {"email": email, "password": password}
            assert (await http.post("/auth/v1/token?grant_type=password", json=given)).status_code == status


async def test_a_strangers_sign_in_is_not_taken_without_a_word(house: Product, browser: Browser) -> None:
    """A link with somebody's tokens would have a game master talk into that account."""
    async with httpx.AsyncClient(base_url=house.url) as http:
        given = {"email": "thief@example.com", "password": PASSWORD}
        theirs = (await http.post("/auth/v1/signup", json=given)).json()
    hash_ = f"access_token={theirs['access_token']}&refresh_token={theirs['refresh_token']}&token_type=bearer"
    async with visitor(house, browser) as gm:
        await gm.page.goto(f"{house.url}/#{hash_}&type=signup")
        await expect(gm.page.get_by_role("heading", name="Sign in by this link?")).to_be_visible()
        await expect(gm.page.get_by_text("thief@example.com").first).to_be_visible()
        await gm.button("No, leave things as they are").click()
        await expect(gm.page.get_by_role("link", name="Guest", exact=True)).to_be_visible()
        kept = await gm.page.evaluate("localStorage.getItem('adventure-art.account')")
        assert theirs["refresh_token"] not in (kept or "")


async def test_signed_out_elsewhere_is_signed_out_here(house: Product, browser: Browser) -> None:
    """Whoever has an address is asked to sign in again, not made a guest."""
    await account(house.url, "everywhere@example.com")
    async with visitor(house, browser, allowed=20) as gm, visitor(house, browser) as other:
        await gm.become("everywhere@example.com")
        await other.become("everywhere@example.com")
        await other.button("Sign out everywhere").click()
        await expect(other.page.get_by_role("heading", name="Who tells the story?")).to_be_visible()
        # Its socket is closed, and no token is to be had any more.
        await expect(gm.page.get_by_role("heading", name="Who tells the story?")).to_be_visible()


async def test_an_account_is_deleted_by_its_word(house: Product, browser: Browser) -> None:
    email = "deleted@example.com"
    headers = await account(house.url, email)
    async with visitor(house, browser, allowed=20) as gm:
        await gm.become(email)
        await gm.visit("Settings")
        await gm.button("Delete the account").click()
        await gm.button("Delete everything").click()
        await expect(gm.page.get_by_role("dialog")).to_contain_text("Type “delete”, and everything is deleted.")
        assert await gm.axe() == []
        await gm.page.get_by_role("dialog").get_by_role("textbox").fill("delete")
        await gm.button("Delete everything").click()
        await expect(gm.page.get_by_role("heading", name="Who tells the story?")).to_be_visible()
        assert "refresh_token" not in str(await gm.context.storage_state())
    async with httpx.AsyncClient(base_url=house.url) as http:
        assert (await http.get("/api/v1/sessions", headers=headers)).status_code == 401
        given = {"email": email, "password": PASSWORD}
        assert (await http.post("/auth/v1/token?grant_type=password", json=given)).status_code == 400
