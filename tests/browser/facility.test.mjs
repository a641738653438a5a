// The page of one facility: is it open, what can they do, how do I reach them, and who says so.
import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, dentist, dentistAddress, look, open, openMenu, sizes, tabTo, textSize, word } from "./harness.mjs";

const site = open();

async function onDentist(t, options) {
  const page = await site.page(t, options);
  await page.goto(await dentistAddress(page));
  return page;
}

test("the page says first whether it is open, and how to call", async (t) => {
  for (const js of [true, false]) {
    const page = await onDentist(t, { js });
    assert.match(await page.locator("h1").innerText(), /みなと/);
    const now = page.getByRole("region", { name: word("facility.now") });
    assert.notEqual((await now.innerText()).trim(), "");
    const call = page.locator(`main a[href='tel:${dentist.telephone}']`).first();
    await tabTo(page, call);
    const { height } = await call.boundingBox();
    assert.ok(height >= 48, `the button to call is ${height} px high`);
  }
});

test("the hours are a table with the days as heads, and Sunday is 9:00 to 12:00", async (t) => {
  const page = await onDentist(t);
  const table = page.getByRole("table").first();
  assert.match(await table.getByRole("rowheader").first().innerText(), /日/);
  const sunday = table.getByRole("row").filter({ has: page.getByRole("rowheader", { name: /日/ }) }).first();
  assert.match(await sunday.innerText(), /9:00–12:00/);
});

test("every answer says who gave it and when; what nobody asked is said too", async (t) => {
  const page = await onDentist(t);
  const section = page.locator("section").filter({ has: page.getByRole("heading", { name: word("facility.able_to") }) }).last();
  const text = await section.innerText();
  assert.ok(text.includes(word("facility.answer_yes")), text);
  assert.match(text, /令和\d+年\d+月\d+日|\d{4}年/);
});

test("care managers find when to call, and everybody where the facts come from", async (t) => {
  const page = await onDentist(t);
  for (const heading of ["facility.care_manager_time", "facility.where_it_is", "facility.wrong", "facility.origin"]) {
    await page.locator("main").getByText(word(heading), { exact: true }).first().waitFor();
  }
});

test("the way back to the search is there, and the page is where the trail ends", async (t) => {
  const page = await onDentist(t);
  const trail = page.getByRole("navigation", { name: word("common.place") });
  await trail.locator("[aria-current=page]").waitFor();
  await trail.getByRole("link").first().click();
  await page.getByRole("searchbox").first().waitFor();
});

test("names always carry their reading; with furigana the words do too", async (t) => {
  const page = await onDentist(t);
  assert.ok((await page.locator("h1 rt").count()) > 0, "the name has its reading");
  const before = await page.locator("main h2 rt").count();
  await openMenu(page);
  await page.locator("button[name=furigana]").click();
  await page.locator("button[name=furigana][value=off]").waitFor({ state: "attached" });
  assert.ok((await page.locator("main h2 rt").count()) > before);
  assert.deepEqual(await axe(page), []);
});

test("on English pages the Japanese name stays, marked as Japanese", async (t) => {
  const page = await onDentist(t);
  await page.locator("button[name=lang][value=en]").click();
  await page.locator("html[lang=en]").waitFor();
  assert.match(await page.locator("h1 [lang=ja], h1[lang=ja]").first().innerText(), /みなと/);
  assert.deepEqual(await axe(page), []);
});

test("a facility that is not there is not found, and says what to do", async (t) => {
  const page = await site.page(t, { refusals: [404, 400] });
  for (const id of ["0", "01234567-89ab-7def-8123-456789abcdef", "..%2f..%2fetc", "あ"]) {
    const answer = await page.goto(`/facilities/${id}`);
    assert.equal(answer.status(), 404, id);
    await page.getByRole("heading", { level: 1, name: word("error.title_404") }).waitFor();
    await page.getByRole("link", { name: word("error.to_start") }).waitFor();
  }
});

for (const [size, viewport] of Object.entries(sizes)) {
  test(`it passes the gate at ${viewport.width} px, also with furigana in the largest letters`, async (t) => {
    const page = await onDentist(t, { size });
    await look(page, `facility-${size}`);
    for (const [name, value] of [["furigana", "on"], ["text", "large"], ["text", "larger"]]) {
      await openMenu(page);
      await page.locator(`button[name=${name}][value=${value}]`).click();
      await page.locator(`button[name=${name}]:not([value=${value}])`).waitFor({ state: "attached" });
    }
    await look(page, `facility-furigana-larger-${size}`);
  });
}

test("on a narrow phone in the largest letters the number is whole and the hours are a list of days", async (t) => {
  const page = await site.page(t, { size: "narrow" });
  for (const language of ["ja", "ja-easy", "en"]) {
    await site.prefer(page, { language, text: "larger" });
    await page.goto(await dentistAddress(page));
    const call = page.locator("main .btn.call");
    const outside = await call.evaluate((button) => {
      const box = button.getBoundingClientRect();
      const lines = new Set();
      const range = document.createRange();
      range.selectNodeContents(button.querySelector(".nb:last-child"));
      const within = Array.from(range.getClientRects()).every((part) => {
        lines.add(Math.round(part.top));
        return part.left >= box.left && part.right <= box.right + 0.5;
      });
      return { within, lines: lines.size };
    });
    assert.deepEqual(outside, { within: true, lines: 1 }, language);
    const table = page.getByRole("table").first();
    const region = page.locator(".scroll:has(table.hours)").first();
    assert.ok(await region.evaluate((element) => element.scrollWidth <= element.clientWidth), `nothing to scroll to in ${language}`);
    assert.match(await table.getByRole("row").nth(1).innerText(), /9:00–12:00/);
  }
});

test("nothing is lost in letters twice as large", async (t) => {
  const page = await onDentist(t, { size: "desk" });
  await textSize(page, 200);
  await look(page, "text-200-facility");
});

test("every kind of place has a page that passes the gate", async (t) => {
  const page = await site.page(t);
  for (const kind of ["hospital", "clinic", "clinic_with_beds", "pharmacy", "visiting_nurse_station", "care_management_office", "home_care", "day_service", "short_stay", "residential_care", "equipment", "informal"]) {
    await page.goto(`/search?kind=${kind}`);
    await page.goto(await page.locator("ol.rows h3 a").first().getAttribute("href"));
    assert.deepEqual(await axe(page), [], kind);
  }
});
