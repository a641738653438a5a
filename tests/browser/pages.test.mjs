// The other pages: care managers' time, the area in figures, data to take home, sources, and what went wrong.
import assert from "node:assert/strict";
import { test } from "node:test";
import { look, open, openMenu, sizes, tabTo, word } from "./harness.mjs";

const site = open();
const pages = {
  "care-manager-time": "care_manager_time.title",
  profile: undefined,
  "open-data": "download.title",
  sources: "sources.title",
};

for (const [size, viewport] of Object.entries(sizes)) {
  for (const [name, title] of Object.entries(pages)) {
    test(`/${name} passes the gate at ${viewport.width} px`, async (t) => {
      const page = await site.page(t, { size });
      await page.goto(`/${name}`);
      const heading = await page.locator("h1").innerText();
      if (title) assert.equal(heading, word(title));
      await look(page, `${name}-${size}`);
    });
  }

  test(`a page that is not there passes the gate at ${viewport.width} px and says what to do`, async (t) => {
    const page = await site.page(t, { size, refusals: [404] });
    const answer = await page.goto("/nowhere");
    assert.equal(answer.status(), 404);
    await page.getByRole("heading", { level: 1, name: word("error.title_404") }).waitFor();
    await page.getByText(word("error.text_404")).waitFor();
    await page.getByRole("link", { name: word("error.to_start") }).waitFor();
    await look(page, `not-found-${size}`);
  });
}

test("every page of the menu is reached by keyboard, works without JavaScript, and says that this is a demo", async (t) => {
  const page = await site.page(t, { js: false });
  await page.goto("/");
  await openMenu(page);
  const menu = page.getByRole("navigation", { name: word("common.menu") });
  const links = await menu.getByRole("link").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  assert.deepEqual(links, ["/search", "/care-manager-time", "/map", "/profile", "/open-data"]);
  for (const link of links) {
    await page.goto("/");
    await tabTo(page, page.locator("header summary"));
    await page.keyboard.press("Enter");
    await tabTo(page, menu.locator(`a[href='${link}']`));
    await page.keyboard.press("Enter");
    await page.waitForURL(`**${link}`);
    await openMenu(page);
    assert.equal(await menu.locator(`a[href='${link}']`).getAttribute("aria-current"), "page");
    await page.getByText(word("common.demo_invented")).waitFor();
  }
});

test("the first press of Tab offers to skip to the text", async (t) => {
  const page = await site.page(t);
  for (const address of ["/", "/search", "/profile"]) {
    await page.goto(address);
    await page.keyboard.press("Tab");
    const skip = page.getByRole("link", { name: word("common.skip") });
    assert.ok(await skip.evaluate((element) => element === document.activeElement));
    await page.keyboard.press("Enter");
    await page.locator("main:focus").waitFor();
  }
});

test("care managers' time is a table by facility; each name leads to its page", async (t) => {
  const page = await site.page(t);
  await page.goto("/care-manager-time");
  const link = page.locator("main a[href^='/facilities/']").first();
  const answer = await page.goto(await link.getAttribute("href"));
  assert.equal(answer.status(), 200);
  await page.locator("main").getByText(word("facility.care_manager_time"), { exact: true }).first().waitFor();
});

test("every facility of the care managers' table can be called from it, and each day of the week has its list", async (t) => {
  const page = await site.page(t, { js: false });
  await page.goto("/care-manager-time");
  const rows = page.locator("table.week tbody tr");
  assert.ok((await rows.count()) > 10);
  for (const row of await rows.all()) {
    const call = row.locator("a[href^='tel:']");
    const shown = (await call.innerText()).trim();
    assert.equal(await call.getAttribute("href"), `tel:${shown.replaceAll("-", "")}`);
    assert.ok((await call.getAttribute("aria-label")).includes(shown));
  }
  const days = page.getByRole("navigation", { name: word("care_manager_time.day") }).getByRole("link");
  assert.equal(await days.count(), 7);
  await days.nth(1).click();
  assert.match(page.url(), /day=tomorrow/);
  await page.getByRole("heading", { level: 2, name: new RegExp(word("weekday.tomorrow")) }).waitFor();
});

test("the figures of the area carry their year, charts are pictures with words, and numbers lead to their lists", async (t) => {
  const page = await site.page(t);
  await page.goto("/profile");
  assert.match(await page.locator("main").innerText(), /\d{4}年|令和\d+年/);
  for (const chart of await page.locator("main svg[role=img]").all()) {
    const name = await chart.evaluate((svg) => svg.getAttribute("aria-label") || svg.querySelector("title")?.textContent || document.getElementById(svg.getAttribute("aria-labelledby"))?.textContent);
    assert.ok(name?.trim(), "a chart has words");
  }
  const link = page.locator("main a[href^='/search?']").first();
  const number = (await link.innerText()).match(/[\d,]+/)?.[0];
  await link.click();
  const heading = await page.locator("[data-announce]").innerText();
  if (number) assert.ok(heading.includes(number), `${number} on the profile, ${heading} in the list`);
});

test("the lists come as CSV in the two municipal layouts, without formulas", async (t) => {
  const page = await site.page(t);
  await page.goto("/open-data");
  const offered = await page.locator("main a[href*='.csv']").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  for (const [file, columns] of [
    ["/open-data/medical.csv", ["名称", "医療機関の種類", "診療科目", "病床数"]],
    ["/open-data/care.csv", ["介護サービス事業所名称", "実施サービス", "住所"]],
  ]) {
    assert.ok(offered.some((href) => href.startsWith(file)), `${file} is offered`);
    const answer = await page.request.get(file);
    assert.equal(answer.status(), 200);
    assert.match(answer.headers()["content-type"], /^text\/csv/);
    assert.match(answer.headers()["content-disposition"] ?? "", /attachment/);
    const [head, ...rows] = (await answer.text()).replace(/^\uFEFF/, "").split(/\r?\n/).filter(Boolean);
    for (const column of columns) assert.ok(head.includes(column), `${file} has the column ${column}`);
    assert.ok(rows.length > 10, `${file} has ${rows.length} rows`);
    for (const row of rows) assert.doesNotMatch(row, /(^|,)"?[=+@]/, "a cell must not be a formula");
  }
});

test("the sources that the licences ask for are named", async (t) => {
  const page = await site.page(t);
  await page.goto("/sources");
  const text = await page.locator("main").innerText();
  for (const licence of ["SIL Open Font License", "Lucide", "MIT"]) assert.ok(text.includes(licence), licence);
});

test("Japanese is drawn by our own font on every page", async (t) => {
  const page = await site.page(t);
  const session = await page.context().newCDPSession(page);
  await session.send("DOM.enable");
  await session.send("CSS.enable");
  for (const address of ["/", "/search", "/profile", "/sources"]) {
    await page.goto(address);
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    const { root } = await session.send("DOM.getDocument");
    const { nodeId } = await session.send("DOM.querySelector", { nodeId: root.nodeId, selector: "h1" });
    const { fonts } = await session.send("CSS.getPlatformFontsForNode", { nodeId });
    assert.ok(fonts.length > 0 && fonts.every((font) => font.isCustomFont && /BIZ/.test(font.familyName)), `${address}: ${JSON.stringify(fonts)}`);
  }
});
