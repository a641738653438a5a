// The pages about members: adding somebody, changing, looking for a colleague, agreeing, the bar of a phone, the gate.
import assert from "node:assert/strict";
import { test } from "node:test";
import { look, open, sizes, word } from "./harness.mjs";

const site = open();
const nurse = "渚 みのり";
const manager = "髙波 凪";
/** A name as long as a register allows: nothing on the page may cut it. */
const long = "寿限無寿限無五劫の擦り切れ海砂利水魚の水行末雲来末風来末 食う寝る処に住む処やぶら小路の藪柑子パイポの長介";

/** Somebody of the demo, by his name. */
async function as(t, name, options = {}) {
  const page = await site.page(t, options);
  await page.goto("/demo/roles");
  const member = await idOf(page, name);
  await page.locator("details:not([open]) > summary").evaluateAll((all) => all.forEach((one) => one.click()));
  await page.locator("li", { has: page.locator(`input[value="${member}"]`) }).getByRole("button").click();
  await page.waitForURL("**/desk");
  return page;
}

/** The role of the demo that has no name in the tests. */
async function administrator(t, options = {}) {
  const page = await site.page(t, options);
  await page.goto("/demo/roles");
  await page.locator("li", { hasText: word("desk.role_administrator") }).getByRole("button").click();
  await page.waitForURL("**/desk");
  return page;
}

/** The id of somebody of the demo, while the page of its roles is open. */
function idOf(page, name) {
  return page.locator("li", { hasText: name }).locator("input[name=member]").first().inputValue();
}

/** The id of the nurse, read by a browser of nobody. */
async function nurseId(t) {
  const page = await site.page(t);
  await page.goto("/demo/roles");
  return idOf(page, nurse);
}

/** Adds somebody at the manager's own organisation; ends at the page that makes her link. */
async function add(page, { name, kana, signIn, phone }) {
  await page.goto("/desk/members/adding");
  await page.getByLabel(word("people.field_name"), { exact: true }).fill(name);
  await page.getByLabel(word("people.field_kana")).fill(kana);
  await page.getByLabel(word("people.field_professions"), { exact: true }).selectOption("nurse");
  await page.getByLabel(word("members.sign_in_name")).fill(signIn);
  await page.getByLabel(word("members.phone")).fill(phone);
  await page.getByRole("button", { name: word("members.add_do") }).click();
  await page.waitForURL("**/sign-in-link");
  return page.url().split("/").at(-2);
}

test("a manager adds a nurse without JavaScript, gets her sheet, changes her telephone, and is asked about a second one of her name", async (t) => {
  const page = await as(t, manager, { js: false, refusals: [422] });
  const member = await add(page, { name: "新井 しおん", kana: "あらい しおん", signIn: "shion.arai", phone: "0000-77-0101" });
  await page.getByRole("button", { name: word("reset.do") }).click();
  await page.getByText(word("reset.once")).waitFor();
  await page.getByRole("heading", { name: "新井 しおん" }).waitFor();
  assert.match(await page.locator("[data-address]").getAttribute("data-address"), /\/invitation\/[0-9a-z]{32}$/);

  await page.goto(`/desk/members/${member}`);
  await page.getByText(word("people.state_invited"), { exact: false }).first().waitFor();
  await page.getByRole("link", { name: word("members.change"), exact: true }).first().click();
  await page.getByLabel(word("people.field_phone")).fill("0000-77-0202");
  await page.getByRole("button", { name: word("members.save") }).click();
  await page.waitForURL(`**/desk/members/${member}`);
  assert.match(await page.locator("main").innerText(), /0000-77-0202/);
  await page.locator("summary", { hasText: word("members.history_count", { n: 3 }).replace(/^\d+/, "") }).click();
  await page.getByText(/0000-77-0101 → 0000-77-0202/).waitFor();

  await page.goto("/desk/members/adding");
  await page.getByLabel(word("people.field_name"), { exact: true }).fill("新井 しおん");
  await page.getByLabel(word("people.field_professions"), { exact: true }).selectOption("nurse");
  await page.getByLabel(word("members.sign_in_name")).fill("shion.second");
  await page.getByRole("button", { name: word("members.add_do") }).click();
  await page.getByLabel(word("members.another_person")).check();
  await page.getByRole("button", { name: word("members.add_do") }).click();
  await page.waitForURL("**/sign-in-link");

  // Among the accounts both are found by a part of the reading's name; in the directory nobody who cannot come in yet.
  await page.goto("/desk/accounts");
  await page.getByLabel(word("members.name")).fill("しおん");
  await page.getByRole("button", { name: word("members.search") }).click();
  await page.getByRole("heading", { name: word("members.count", { n: 2 }), exact: true }).waitFor();
  await page.getByRole("link", { name: word("people.state_ended"), exact: true }).click();
  await page.getByText(word("members.none")).waitFor();
});

test("a colleague is found from the first page by a part of the name, and the filter narrows", async (t) => {
  const page = await as(t, nurse, { js: false });
  await page.getByLabel(word("members.name")).fill("しらいし");
  await page.getByRole("button", { name: word("members.search") }).click();
  await page.getByRole("heading", { name: word("members.count", { n: 1 }), exact: true }).waitFor();
  await page.getByRole("link", { name: "白石 澪" }).click();
  await page.getByRole("heading", { level: 1, name: /白石 澪/ }).waitFor();
  assert.equal(await page.getByRole("heading", { name: word("members.account"), exact: true }).count(), 0, "a colleague sees the card alone");
  await page.goto("/desk/members");
  assert.equal(await page.getByLabel(word("people.field_languages")).isVisible(), false, "a phone shows the name first");
  await page.getByText(word("members.more_filters")).click();
  await page.getByLabel(word("people.field_professions")).selectOption("care_manager");
  await page.getByRole("button", { name: word("members.search") }).click();
  assert.equal(await page.getByLabel(word("people.field_professions")).isVisible(), true, "what narrows the list is seen");
});

test("a new version of the pledge waits on the first page of every member until he agrees", async (t) => {
  const publisher = await administrator(t, { js: false });
  await publisher.goto("/desk/agreements");
  await publisher.locator("summary").click();
  await publisher.getByLabel(word("people.field_version")).fill("第9版");
  await publisher.getByLabel(word("agreements.in_force")).fill("2020-01-01");
  const [today] = new Date(Date.now() + 9 * 3_600_000).toISOString().split("T");
  await publisher.getByLabel(word("agreements.in_force")).fill(today);
  await publisher.getByRole("button", { name: word("agreements.publish_do") }).click();
  await publisher.waitForURL("**/desk/agreements");

  const page = await as(t, nurse, { js: false });
  const waiting = word("desk.home_new_version", { what: word("people.agreement_pledge") });
  await page.locator("li", { hasText: waiting }).getByRole("link", { name: word("desk.home_agree") }).click();
  await page.getByRole("button", { name: word("agreements.do") }).click();
  await page.getByText(/第9版に/).waitFor();
  await page.goto("/desk");
  assert.equal(await page.getByText(waiting).count(), 0);
});

test("on a phone every main page is reached from the bar, and the bar covers nothing that has the focus", async (t) => {
  for (const size of ["narrow", "phone"]) {
    const page = await as(t, manager, { size });
    const bar = page.getByRole("navigation", { name: word("common.menu") });
    const shown = await bar.getByRole("link").evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => one.getAttribute("href")));
    assert.ok(shown.length <= 5, shown.join(" "));
    assert.equal(shown.at(-1), "/desk/more");
    await bar.getByRole("link", { name: word("desk.menu_more") }).click();
    const rest = await page.locator("main .places a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    assert.deepEqual([...shown.slice(0, -1), ...rest].sort(), [
      "/desk", "/desk/accounts", "/desk/agreements", "/desk/emergencies", "/desk/members", "/desk/sign-in", "/desk/vouching",
    ]);
    for (const path of ["/desk/vouching", "/desk/members/adding", "/desk/accounts"]) {
      await page.goto(path);
      const hidden = await page.evaluate(async () => {
        const covered = [];
        const controls = document.querySelectorAll("main :is(a, button, input:not([type=hidden]), select, summary)");
        for (const control of [...controls].filter((one) => one.checkVisibility())) {
          control.focus({ preventScroll: false });
          control.scrollIntoView({ block: "nearest" });
          const box = control.getBoundingClientRect();
          const top = document.querySelector("nav.nav").getBoundingClientRect().top;
          if (box.bottom > top + 0.5) covered.push(control.outerHTML.slice(0, 120));
        }
        return covered;
      });
      assert.deepEqual(hidden, [], `${path} at ${size}`);
    }
  }
});

test("a name of fifty characters is written out on every page", async (t) => {
  const page = await as(t, manager, { size: "narrow" });
  const member = await add(page, { name: long, kana: "じゅげむ", signIn: "jugemu", phone: "0000-77-0303" });
  for (const path of ["sign-in-link", "", "particulars", "ending"]) {
    await page.goto(`/desk/members/${member}/${path}`.replace(/\/$/, ""));
    await look(page, `member-long-${path}-narrow`);
  }
});

for (const [size, viewport] of Object.entries(sizes)) {
  for (const language of ["ja", "en"]) {
    test(`the pages about members pass the gate at ${viewport.width} px in ${language}`, async (t) => {
      const member = await nurseId(t);
      const pages = {
        administrator: ["/desk", "/desk/more", "/desk/members", `/desk/members/${member}`, "/desk/members/adding?q=訪問看護", "/desk/members/adding?q=ぬぬぬ",
          "/desk/members/adding?organization=hub", `/desk/members/${member}/affiliation`, `/desk/members/${member}/particulars`,
          `/desk/members/${member}/ending`, "/desk/accounts", "/desk/accounts?state=ended", "/desk/agreements", "/desk/vouching"],
        manager: ["/desk", "/desk/members/adding", `/desk/members/${member}`, "/desk/accounts"],
        nurse: ["/desk", "/desk/members?profession=nurse", "/desk/members?q=ぬぬぬ", `/desk/members/${member}`, `/desk/members/${member}/particulars`, "/desk/agreements"],
      };
      for (const [role, paths] of Object.entries(pages)) {
        const page = role === "administrator" ? await administrator(t, { size }) : await as(t, role === "manager" ? manager : nurse, { size });
        await site.prefer(page, { language });
        for (const [number, path] of paths.entries()) {
          await page.goto(path);
          await page.locator("main details").evaluateAll((all) => all.forEach((one) => { one.open = true; }));
          await look(page, `member-${role}-${number}-${language}-${size}`);
        }
      }
    });
  }
}
