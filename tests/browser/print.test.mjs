// On paper: bars, buttons and filters go, the facts stay, black on white, as real text.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { axe, dentistAddress, open, screenshot, word } from "./harness.mjs";

const site = open();
const list = "/search?kind=dental_clinic&home=1&open=sunday";

/** A4 at 96 dpi. */
const paper = { width: 794, height: 1123 };

async function printed(t, address) {
  const page = await site.page(t, { size: paper });
  await page.goto(address ?? (await dentistAddress(page)));
  await page.emulateMedia({ media: "print" });
  return page;
}

for (const [name, address] of [["facility", undefined], ["search", list]]) {
  test(`bars, buttons and filters are not printed: ${name}`, async (t) => {
    const page = await printed(t, address);
    const shown = await page.locator(".noprint, nav, header .tools, button, form.filters, .strip").evaluateAll((all) =>
      all.filter((element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility !== "hidden").map((element) => element.outerHTML.slice(0, 120)),
    );
    assert.deepEqual(shown, []);
    assert.ok(await page.locator("h1").isVisible());
    assert.deepEqual(await axe(page), []);
    await screenshot(page, `print-${name}`);
  });
}

test("what one needs at the telephone is on the sheet: name with reading, numbers, address, hours, answers and who gave them when", async (t) => {
  const page = await printed(t);
  const shown = await page.locator("main").innerText();
  for (const wanted of ["みなと", "0000-22-0188", "0000-22-0189", "〒000-0021", "日 9:00–12:00", word("facility.answer_yes"), "訪問歯科(市内全域)", "火・金 13:00–14:00", word("sheet.age_note"), "0000-22-0100"]) {
    assert.ok(shown.includes(wanted), `${wanted} is missing in: ${shown}`);
  }
  assert.match(shown, /歯科の回答 令和\d+年\d+月\d+日/);
  assert.match(shown, new RegExp(word("sheet.printed", { date: "令和\\d+年\\d+月\\d+日\\(.\\)", time: "\\d+:\\d\\d" })), "and when it was printed");
  assert.ok((await page.locator("h1 rt").count()) > 0, "the name has its reading");
});

test("a facility is one page, whatever is known of it and in every language", async (t) => {
  const page = await site.page(t);
  for (const language of ["ja", "ja-easy", "en"]) {
    await site.prefer(page, { language });
    for (const kind of ["hospital", "clinic", "dental_clinic", "visiting_nurse_station", "pharmacy", "short_stay", "residential_care", "informal"]) {
      await page.goto(`/search?kind=${kind}`);
      const first = await page.locator("ol.rows h3 a").evaluateAll((all) => all.slice(0, 4).map((a) => a.getAttribute("href")));
      for (const address of first) {
        await page.goto(address);
        await page.evaluate(() => document.fonts.ready.then(() => undefined));
        assert.equal(read(await page.pdf({ preferCSSPageSize: true, format: "A4" })).pages, 1, `${language} ${address} ${await page.locator("h1").innerText()}`);
      }
    }
  }
});

test("care managers' times are two pages at most, and so are twenty results", async (t) => {
  const page = await site.page(t);
  for (const [address, most] of [["/care-manager-time", 2], ["/search?kind=dental_clinic", 2]]) {
    await page.goto(address);
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    const { pages } = read(await page.pdf({ preferCSSPageSize: true, format: "A4" }));
    assert.ok(pages <= most, `${address}: ${pages} pages`);
  }
});

test("letters are black, grounds are white, and nothing is under 9 points", async (t) => {
  const page = await printed(t);
  const wrong = await page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement;
      if (!texts.currentNode.data.trim() || element.getClientRects().length === 0 || element.closest("svg, rt")) continue;
      const { color, backgroundColor, fontSize } = getComputedStyle(element);
      const dark = color.match(/\d+(\.\d+)?/g).slice(0, 3).every((part) => Number(part) <= 80);
      const white = /rgba\(0, 0, 0, 0\)|rgb\(255, 255, 255\)|transparent/.test(backgroundColor);
      if (!dark || !white || Number.parseFloat(fontSize) < 12) found.push(`${color} on ${backgroundColor}, ${fontSize}: ${texts.currentNode.data.trim().slice(0, 40)}`);
    }
    return found;
  });
  assert.deepEqual(wrong, []);
});

test("the PDF is A4 and holds real text", async (t) => {
  const page = await printed(t);
  const pdf = await page.pdf({ preferCSSPageSize: true, format: "A4" });
  const { pages, boxes, characters } = read(pdf);
  assert.equal(pages, 1);
  for (const [width, height] of boxes) assert.ok(Math.abs(width - 595) < 2 && Math.abs(height - 842) < 2, `${width} × ${height} points are no A4`);
  for (const character of "汐見野歯科012") assert.ok(characters.has(character), `${character} is not in the PDF as text`);
});

test("there is a button to print where the browser can, and none where it cannot", async (t) => {
  for (const js of [true, false]) {
    const page = await site.page(t, { js });
    await page.goto(await dentistAddress(page));
    const button = page.getByRole("button", { name: word("common.print"), exact: true });
    assert.equal(await button.count(), js ? 1 : 0);
    if (!js) continue;
    await page.evaluate(() => { window.print = () => { window.printed = true; }; });
    await button.click();
    assert.equal(await page.evaluate(() => window.printed), true);
  }
});

/** Pages, their sizes, and which characters a reader could search for: what the fonts' ToUnicode tables name. */
function read(pdf) {
  const text = pdf.toString("latin1");
  const characters = new Set();
  for (const match of text.matchAll(/stream\r?\n/g)) {
    const from = match.index + match[0].length;
    let table;
    try {
      table = inflateSync(pdf.subarray(from, text.indexOf("endstream", from))).toString("latin1");
    } catch {
      continue; // a picture or a font, not deflated
    }
    if (!table.includes("beginbfchar") && !table.includes("beginbfrange")) continue;
    for (const [, code] of table.matchAll(/<[0-9A-F]{2,4}> <([0-9A-F]{4})>/gi)) characters.add(String.fromCharCode(Number.parseInt(code, 16)));
    for (const [, first, last, code] of table.matchAll(/<([0-9A-F]{2,4})> <([0-9A-F]{2,4})> <([0-9A-F]{4})>/gi)) {
      const length = Number.parseInt(last, 16) - Number.parseInt(first, 16);
      for (let i = 0; i <= length; i += 1) characters.add(String.fromCharCode(Number.parseInt(code, 16) + i));
    }
  }
  return {
    pages: text.match(/\/Type\s*\/Page\b/g)?.length ?? 0,
    boxes: Array.from(text.matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/g), ([, width, height]) => [Number(width), Number(height)]),
    characters,
  };
}
