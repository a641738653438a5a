// The map of the hub's area: list first, map second; it is drawn by the server and asks nobody else.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dentistAddress, look, open, sizes, tabTo, word } from "./harness.mjs";

const site = open();
const address = "/map?kind=dental_clinic&home=1";

for (const js of [true, false]) {
  test(`the map has a name, and every pin leads to its facility, ${js ? "with" : "without"} JavaScript`, async (t) => {
    const page = await site.page(t, { js });
    await page.goto(address);
    const map = page.locator("main svg.map").first();
    const name = await map.evaluate((svg) => svg.getAttribute("aria-label") || svg.querySelector(":scope > title")?.textContent || "");
    assert.match(name, /地図/, "the map says what it shows");
    assert.ok((await map.locator(".town path").count()) >= 1, "the border of the area is drawn");

    // The numbers on the map are those of the list; either the pin itself or its number in the list is the link.
    const numbers = (await map.locator(".pin-n").allTextContents()).map((text) => text.trim());
    assert.ok(numbers.length > 0, "there are pins");
    const links = await map.locator("a[href^='/facilities/']").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    const list = await page.locator("main ol a[href^='/facilities/']").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    assert.ok(list.length >= numbers.length, "what is on the map is in the list");
    for (const link of links) assert.ok(list.includes(link), `${link} is on the map and not in the list`);
    for (const number of new Set(numbers)) {
      const row = page.locator("main ol li").filter({ hasText: new RegExp(`^\\s*${number}(?!\\d)`) });
      assert.ok((await row.locator("a[href^='/facilities/']").count()) >= 1, `pin ${number} leads nowhere`);
    }
    const answer = await page.goto(list[0]);
    assert.equal(answer.status(), 200);
  });
}

test("what stands too close together leads to a larger map of it, until every pin is a place or the list is all there is", async (t) => {
  const page = await site.page(t, { js: false });
  await page.goto("/map");
  const groups = page.locator("main svg.map a[href*='part=']");
  assert.ok((await groups.count()) > 0, "a hundred pins do not stand apart");
  const before = await page.locator("main ol.rows > li").count();
  const [label, address] = await groups.first().evaluate((a) => [a.getAttribute("aria-label"), a.getAttribute("href")]);
  await tabTo(page, groups.first(), 200);
  await page.keyboard.press("Enter");
  await page.waitForURL(`**${address}`);
  const inside = await page.locator("main ol.rows > li").count();
  const told = Number(label.match(/(\d+)件/)[1]);
  assert.ok(inside >= told && inside < before, `${label} leads to ${inside} of ${before}`);
  for (const href of await page.locator("main svg.map a").evaluateAll((all) => all.map((a) => a.getAttribute("href")))) {
    assert.match(href, /^(\/facilities\/|\/map\?.*part=|#list$)/);
  }
  await page.getByRole("link", { name: word("map_more.whole") }).first().click();
  await page.waitForURL("**/map");
});

test("the map has the conditions of the search, and they can be changed there", async (t) => {
  const page = await site.page(t, { js: false });
  await page.goto(`/search?kind=dental_clinic&near=${encodeURIComponent("鐘撞町")}&km=5`);
  await page.locator("a[href^='/map']:not([href*='part='])").last().click();
  await page.waitForURL("**/map?*");
  assert.equal(await page.locator("#kind-dental_clinic").isChecked(), true);
  assert.equal(await page.locator("input[type=hidden][name=near]").getAttribute("value"), "鐘撞町");
  const before = await page.locator("main ol.rows > li").count();
  await page.getByRole("checkbox", { name: word("search.home_visit"), exact: true }).check();
  await page.getByRole("button", { name: word("search.submit"), exact: true }).click();
  await page.waitForURL(/home=1/);
  assert.match(page.url(), /kind=dental_clinic/);
  assert.match(page.url(), /km=5/);
  assert.ok((await page.locator("main ol.rows > li").count()) < before);
});

test("the list comes before the map, also for the keyboard", async (t) => {
  const page = await site.page(t);
  await page.goto(address);
  const first = page.locator("main ol a[href^='/facilities/']").first();
  await tabTo(page, first);
  const before = await page.evaluate(() => {
    const [list, map] = [document.querySelector("main ol a[href^='/facilities/']"), document.querySelector("main svg.map")];
    return Boolean(list.compareDocumentPosition(map) & Node.DOCUMENT_POSITION_FOLLOWING);
  });
  assert.ok(before, "list first, map second");
});

test("a facility's page shows where it is", async (t) => {
  const page = await site.page(t);
  await page.goto(await dentistAddress(page));
  const name = await page.locator("main svg.map").first().getAttribute("aria-label");
  assert.match(name ?? "", /みなと|地図|場所/);
});

for (const [size, viewport] of Object.entries(sizes)) {
  test(`the map passes the gate at ${viewport.width} px`, async (t) => {
    const page = await site.page(t, { size });
    await page.goto("/map");
    await look(page, `map-${size}`);
    await page.goto(address);
    await look(page, `map-dentists-${size}`);
  });
}
