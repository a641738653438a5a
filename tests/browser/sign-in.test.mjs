// Signing in: passkeys with a virtual authenticator, password and app without JavaScript, the lock, the second window, the gate.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { look, open, sizes, tabTo, word } from "./harness.mjs";

const site = open();
const nurse = { name: "渚 みのり", signInName: "demo.ak", password: "umi to yama to sora 7" };

/** Somebody in a role of the demo. */
async function role(t, name, options = {}) {
  const page = await site.page(t, options);
  await page.goto("/demo/roles");
  await page.locator("li", { hasText: word(`desk.role_${name}`) }).getByRole("button").click();
  await page.waitForURL("**/desk");
  return page;
}

/** The administrator at the page that makes a one-time link for the nurse of the demo. */
async function atLinkOfNurse(t, options = {}) {
  const page = await role(t, "administrator", options);
  await page.goto("/demo/roles");
  const member = await page.locator("li", { hasText: nurse.name }).locator("input[name=member]").inputValue();
  await page.goto(`/desk/members/${member}/sign-in-link`);
  return page;
}

/** A one-time link with which the nurse of the demo sets up how she signs in. */
async function linkForNurse(t) {
  const page = await atLinkOfNurse(t);
  await page.getByRole("button", { name: word("reset.do") }).click();
  await page.getByText(word("reset.once")).waitFor();
  return page.locator("[data-address]").getAttribute("data-address");
}

/** The six digits of an app, `later` steps from now. */
function code(secret, later = 0) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = Array.from(secret, (letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const sum = createHmac("sha1", key).update(counter).digest();
  const number = sum.readUInt32BE(sum[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** Waits until there is time enough to type a code. */
async function freshStep() {
  const left = 30_000 - (Date.now() % 30_000);
  if (left < 8_000) await new Promise((done) => setTimeout(done, left + 200));
}

/** Follows a link and sets up a password and an app; the app's secret. */
async function setUp(page, link) {
  await page.goto(link);
  await page.getByRole("button", { name: word("invitation.do") }).click();
  await page.getByRole("heading", { level: 1, name: word("setting_up.title") }).waitFor();
  await page.getByRole("link", { name: word("own.change_password") }).click();
  await page.getByLabel(word("password.new")).fill("sakurasakura1");
  await page.getByRole("button", { name: word("password.set") }).click();
  await page.getByText(word("password.common")).waitFor();
  await page.getByLabel(word("password.new")).fill(nurse.password);
  await page.getByRole("button", { name: word("password.set") }).click();
  await page.getByRole("link", { name: word("own.change_app") }).click();
  const secret = (await page.locator("p.secret").innerText()).replaceAll(/\s/g, "");
  await freshStep();
  await page.getByLabel(word("app.step_code")).fill(code(secret));
  await page.getByRole("button", { name: word("app.set") }).click();
  await page.getByRole("link", { name: word("own.make_codes") }).click();
  await page.getByRole("button", { name: word("own.make_codes") }).click();
  assert.equal(await page.locator("ol.codes li").count(), 10);
  await page.getByRole("link", { name: word("codes.done") }).click();
  await page.getByRole("button", { name: word("setting_up.finish") }).click();
  await page.waitForURL("**/desk");
  return secret;
}

async function signIn(page, secret, later) {
  await page.goto("/sign-in?back=/desk/sign-in");
  await page.getByLabel(word("sign_in.name")).fill(nurse.signInName);
  await page.getByLabel(word("sign_in.password"), { exact: true }).fill(nurse.password);
  await page.getByLabel(word("sign_in.code")).fill(code(secret, later));
  await page.getByRole("button", { name: word("sign_in.do"), exact: true }).click();
}

/** A browser with a passkey device that knows its user's finger. */
async function withAuthenticator(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  return {
    finger: (verified) => session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: verified }),
    keys: async () => (await session.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
  };
}

test("without JavaScript: a link, a password, an app, recovery codes, and then signing in with them", async (t) => {
  const page = await site.page(t, { js: false, refusals: [422] });
  const secret = await setUp(page, await linkForNurse(t));
  await page.getByRole("button", { name: word("desk.sign_out") }).click();
  await page.getByRole("heading", { level: 1, name: word("signed_out.title") }).waitFor();
  await page.goBack();
  await page.reload();
  assert.match(page.url(), /\/sign-in\?back=/, "the back button shows nothing");

  await freshStep();
  // The app's first code is used up; the one after it is a step early and taken.
  await signIn(page, secret, 0);
  await page.getByText(word("sign_in.code_used")).waitFor();
  await page.getByLabel(word("sign_in.password"), { exact: true }).fill(nurse.password);
  await page.getByLabel(word("sign_in.code")).fill(code(secret, 10));
  await page.getByRole("button", { name: word("sign_in.do"), exact: true }).click();
  await page.getByText(word("sign_in.clock_ahead", { minutes: 5 })).waitFor();
  await signIn(page, secret, 1);
  await page.waitForURL("**/desk/sign-in");
  await page.getByRole("heading", { level: 1, name: word("own.title") }).waitFor();
});

test("a passkey is made with a finger, signs in without a name, and not without the finger", async (t) => {
  const page = await site.page(t, { refusals: [401, 422] });
  const device = await withAuthenticator(page);
  await page.goto(await linkForNurse(t));
  await page.getByRole("button", { name: word("invitation.do") }).click();
  await page.getByRole("link", { name: word("passkeys.make") }).click();
  await page.getByLabel(word("passkeys.name")).fill("診察室の端末");
  await page.getByRole("button", { name: word("passkeys.make") }).click();
  await page.getByRole("button", { name: word("setting_up.finish") }).click();
  await page.waitForURL("**/desk");
  assert.equal((await device.keys()).length, 1);

  await page.getByRole("button", { name: word("desk.sign_out") }).click();
  await page.goto("/sign-in?back=/desk/sign-in");
  await device.finger(false);
  await page.getByRole("button", { name: word("sign_in.passkey") }).click();
  await page.locator("[data-passkey-error]", { hasText: word("sign_in.passkey_failed") }).waitFor();
  await device.finger(true);
  await page.getByRole("button", { name: word("sign_in.passkey") }).click();
  await page.waitForURL((url) => url.pathname === "/desk/sign-in");
  await page.getByText(word("own.by_passkey")).first().waitFor();

  // Leaving the desk and coming back, with a finger.
  await page.goto("/desk/sign-in/passkeys");
  await page.getByText("診察室の端末").first().waitFor();
  await page.getByRole("button", { name: word("desk.lock") }).click();
  await page.getByRole("button", { name: word("unlock.by_passkey") }).click();
  await page.waitForURL("**/desk/sign-in/passkeys");
});

test("what was written before the lock is there again afterwards, and another person does not see it", async (t) => {
  const page = await site.page(t, { refusals: [401, 422] });
  await withAuthenticator(page);
  await setUp(page, await linkForNurse(t));
  await page.goto("/desk/sign-in/passkeys");
  await page.getByRole("button", { name: word("passkeys.make") }).click();
  await page.waitForURL("**/desk/sign-in");
  await page.goto("/desk/sign-in/passkeys");
  const field = page.locator("form[data-draft] input[name=name]").first();
  await field.fill("書きかけの名前");
  await page.getByRole("button", { name: word("desk.lock") }).click();
  await page.getByRole("heading", { level: 1, name: word("unlock.title") }).waitFor();
  assert.doesNotMatch(await page.content(), /書きかけ/, "nothing of the page stays on a locked screen");
  assert.equal((await page.goto("/desk/sign-in/passkeys")).url().includes("/session/unlock"), true);
  await page.getByLabel(word("sign_in.password")).fill("wrong-wrong-wrong");
  await page.getByRole("button", { name: word("unlock.do"), exact: true }).click();
  await page.getByText(word("unlock.wrong")).waitFor();
  await page.getByLabel(word("sign_in.password")).fill(nurse.password);
  await page.getByRole("button", { name: word("unlock.do"), exact: true }).click();
  await page.waitForURL("**/desk/sign-in/passkeys");
  await page.waitForFunction(() => document.querySelector("form[data-draft] input[name=name]").value === "書きかけの名前");
  await page.getByRole("button", { name: word("passkeys.rename") }).first().click();
  await page.getByRole("heading", { level: 3, name: "書きかけの名前" }).waitFor();
  await page.goto("/desk/kept");
  await page.getByText(word("kept.none")).waitFor();

  const other = await role(t, "coordinator");
  await other.goto("/desk/kept");
  await other.getByText(word("kept.none")).waitFor();
});

test("a link is typed from paper, goes on in the browser that opened it, and dies in a second one", async (t) => {
  const link = new URL(await linkForNurse(t));
  const first = await site.page(t, { js: false, refusals: [422] });
  await first.goto("/invitation");
  await first.getByLabel(word("invitation.type_label")).fill("abcd");
  await first.getByRole("button", { name: word("invitation.type_do") }).click();
  await first.getByText(word("invitation.type_wrong")).waitFor();
  const letters = link.pathname.split("/").at(-1).toUpperCase().match(/.{4}/g).join("-");
  await first.getByLabel(word("invitation.type_label")).fill(letters);
  await first.getByRole("button", { name: word("invitation.type_do") }).click();
  await first.getByText(nurse.name).first().waitFor();
  await first.getByRole("button", { name: word("invitation.do") }).click();
  await first.getByRole("heading", { level: 1, name: word("setting_up.title") }).waitFor();
  await first.goto(link.pathname);
  await first.getByRole("button", { name: word("invitation.do") }).click();
  await first.getByRole("heading", { level: 1, name: word("setting_up.title") }).waitFor();
  const second = await site.page(t, { js: false, refusals: [422] });
  await second.goto(link.pathname);
  await second.getByText(word("invitation.elsewhere")).waitFor();
  await second.getByRole("button", { name: word("invitation.stop") }).click();
  await second.getByRole("heading", { level: 1, name: word("invitation.dead") }).waitFor();
  await first.goto("/desk/setting-up");
  assert.match(first.url(), /\/sign-in\?back=/, "whoever was setting up is out");
});

test("a second window goes dark within five seconds when its session is ended elsewhere", async (t) => {
  const watched = await role(t, "coordinator", { refusals: [401] });
  const other = await role(t, "coordinator");
  await watched.goto("/desk/sign-in");
  await other.goto("/desk/sign-in");
  const began = Date.now();
  await other.locator("form[action='/desk/sign-in/sessions/ending'] button").click();
  await watched.getByText(word("desk.gone")).waitFor({ timeout: 6_000 });
  const took = Date.now() - began;
  assert.ok(took <= 5_000, `${took} ms`);
  t.diagnostic(`dark after ${took} ms`);
  assert.doesNotMatch(await watched.locator("body").innerText(), /白石/, "nothing of the page is left");
  await watched.getByRole("link", { name: word("sign_in.do") }).click();
  await watched.waitForURL("**/sign-in?back=%2Fdesk%2Fsign-in");
});

test("two minutes before the lock the page says so, keeps what is written, and a press goes on", async (t) => {
  const page = await role(t, "coordinator");
  let left = 90_000;
  const sent = [];
  await page.route("**/session/state", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), locks_in_ms: left } });
  });
  page.on("request", (request) => request.method() === "POST" && sent.push(new URL(request.url()).pathname));
  await page.goto("/desk");
  await page.getByText(word("desk.locks_soon")).waitFor();
  left = 900_000;
  await page.getByRole("button", { name: word("desk.stay") }).click();
  await page.getByText(word("desk.locks_soon")).waitFor({ state: "hidden" });
  assert.ok(sent.includes("/session/presence"), sent.join(" "));
});

test("a press of a button takes a role; each role has its own pages", async (t) => {
  for (const [name, pages] of [
    ["coordinator", ["/desk", "/desk/members", "/desk/vouching", "/desk/agreements", "/desk/sign-in"]],
    ["privacy_officer", ["/desk", "/desk/members", "/desk/accounts", "/desk/vouching", "/desk/emergencies", "/desk/agreements", "/desk/audit", "/desk/sign-in"]],
  ]) {
    const page = await role(t, name, { js: false, size: "desk" });
    const links = await page.getByRole("navigation", { name: word("common.menu") }).getByRole("link").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    assert.deepEqual(links, pages);
  }
});

test("the whole form of sign-in is reached and sent by keyboard alone", async (t) => {
  const page = await site.page(t, { js: false, refusals: [422] });
  await page.goto("/sign-in");
  await tabTo(page, page.getByLabel(word("sign_in.name")));
  await page.keyboard.type("nobody");
  await tabTo(page, page.getByLabel(word("sign_in.password"), { exact: true }));
  await page.keyboard.type("wrong-wrong-wrong");
  await tabTo(page, page.getByLabel(word("sign_in.code")));
  await page.keyboard.type("123456");
  await page.keyboard.press("Enter");
  await page.getByText(word("sign_in.wrong")).waitFor();
  assert.equal(await page.getByLabel(word("sign_in.name")).inputValue(), "nobody", "what was typed stays, but for the secrets");
  assert.equal(await page.getByLabel(word("sign_in.password"), { exact: true }).inputValue(), "");
});

const open_pages = ["/sign-in", "/sign-in/recovery", "/sign-in/forgotten", "/sign-in/emergency", "/signed-out", "/invitation", "/demo/roles"];
const own_pages = [
  "/desk", "/desk/sign-in", "/desk/sign-in/passkeys", "/desk/sign-in/password", "/desk/sign-in/app", "/desk/sign-in/recovery-codes",
  "/desk/vouching", "/desk/emergencies", "/desk/kept", "/desk/proof",
];
const named = (path) => path.slice(1).replaceAll("/", "-");

for (const [size, viewport] of Object.entries(sizes)) {
  for (const language of ["ja", "en"]) {
    test(`the ways in pass the gate at ${viewport.width} px in ${language}`, async (t) => {
      const page = await site.page(t, { size, refusals: [401, 422] });
      for (const path of open_pages) {
        await page.goto(`${path}?lang=${language}`);
        await look(page, `${named(path)}-${language}-${size}`);
      }
      await page.goto(`/sign-in?lang=${language}`);
      await page.getByLabel(word("sign_in.name", {}, language)).fill("nobody");
      await page.getByLabel(word("sign_in.password", {}, language), { exact: true }).fill("wrong-wrong-wrong");
      await page.getByLabel(word("sign_in.code", {}, language)).fill("123456");
      await page.getByRole("button", { name: word("sign_in.do", {}, language), exact: true }).click();
      await look(page, `sign-in-wrong-${language}-${size}`);
      const dead = await page.goto(`/sign-in/link/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA?lang=${language}`);
      assert.equal(dead.status(), 422);
      await look(page, `sign-in-link-dead-${language}-${size}`);
      const unknown = await page.goto(`/invitation/${"0".repeat(32)}?lang=${language}`);
      assert.equal(unknown.status(), 422);
      await look(page, `invitation-dead-${language}-${size}`);
    });

    test(`a link and its sheet pass the gate at ${viewport.width} px in ${language}`, async (t) => {
      const page = await atLinkOfNurse(t, { size });
      await page.goto(`${new URL(page.url()).pathname}?lang=${language}`);
      await look(page, `sign-in-link-${language}-${size}`);
      await page.getByRole("button", { name: word("reset.do", {}, language) }).click();
      await page.locator("[data-address]").waitFor();
      await look(page, `sign-in-sheet-${language}-${size}`);
      const link = new URL(await page.locator("[data-address]").getAttribute("data-address"));
      await page.goto(link.pathname);
      await look(page, `invitation-${language}-${size}`);
    });

    test(`a member's own pages pass the gate at ${viewport.width} px in ${language}`, async (t) => {
      const page = await role(t, "privacy_officer", { size });
      for (const path of own_pages) {
        await page.goto(`${path}?lang=${language}`);
        await look(page, `${named(path)}-${language}-${size}`);
      }
      await page.goto("/desk");
      await page.locator("button[data-leaves]").click();
      await page.waitForURL("**/session/unlock?*");
      await look(page, `unlock-${language}-${size}`);
    });
  }
}
