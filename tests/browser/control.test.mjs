// The tests' own test: what is planted here must be found, or the gates of the other files prove nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, cutOff, open, tabTo, textSize, tooWide, watch, word } from "./harness.mjs";

const site = open();

/** A page that nobody watches, showing this. */
async function planted(t, body) {
  const context = await site.browser.newContext({ viewport: { width: 320, height: 640 } });
  t.after(() => context.close());
  const page = await context.newPage();
  await page.setContent(`<!doctype html><html lang="ja"><title>見本</title><main>${body}</main></html>`);
  return page;
}

test("axe finds a picture without words, pale text and small targets", async (t) => {
  const page = await planted(
    t,
    '<h1>見本</h1><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><p style="color:#bbb;background:#fff">うすい文字</p>' +
      '<a href="#a" style="display:block;width:9px;height:9px;overflow:hidden">あ</a><a href="#b" style="display:block;width:9px;height:9px;overflow:hidden">い</a>',
  );
  const found = await axe(page);
  for (const rule of ["image-alt", "color-contrast", "target-size"]) {
    assert.ok(found.some((violation) => violation.startsWith(`${rule}:`)), `${rule} is missed in ${found.join("\n")}`);
  }
  assert.match(found.join("\n"), /[ぁ-ん]/, "axe speaks Japanese");
});

test("a page that is too wide and a text that is cut off are found", async (t) => {
  const page = await planted(t, '<div style="width:400px">広い</div><p style="width:4em;height:1em;overflow:hidden">長い文はここで切れてしまいます</p>');
  assert.match((await tooWide(page)).join("\n"), /400px/);
  assert.match((await cutOff(page)).join("\n"), /overflow:hidden/);
});

test("what scrolls in a box of its own is not too wide", async (t) => {
  const page = await planted(t, '<div style="overflow-x:auto"><div style="width:400px">表</div></div>');
  assert.deepEqual(await tooWide(page), []);
});

test("requests to other machines, console errors and exceptions are noticed", async (t) => {
  const page = await planted(t, "");
  const wrong = watch(page, site.url);
  await page.evaluate(async () => {
    console.error("planted");
    await fetch("http://example.invalid/").catch(() => {});
    setTimeout(() => { throw new Error("thrown"); });
  });
  await page.waitForEvent("pageerror").catch(() => {});
  assert.match(wrong.join("\n"), /asked http:\/\/example\.invalid\//);
  assert.match(wrong.join("\n"), /console: planted/);
  assert.match(wrong.join("\n"), /threw thrown/);
});

test("a script that the page did not allow is noticed", async (t) => {
  const page = await planted(t, "");
  const wrong = watch(page, site.url);
  await page.goto(`${site.url}/`);
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.planted = true";
    document.body.append(script);
  });
  assert.equal(await page.evaluate(() => window.planted), undefined);
  assert.match(wrong.join("\n"), /Content Security Policy/i);
});

test("what the keyboard cannot reach, and a focus that cannot be seen, are noticed", async (t) => {
  const page = await planted(t, '<a href="#a">一</a><span onclick="">二</span><a href="#c" style="outline:none">三</a>');
  await assert.rejects(tabTo(page, page.getByText("二"), 5), /not reached/);
  await assert.rejects(tabTo(page, page.getByText("三"), 5), /cannot be seen/);
});

test("a text size of 200 percent is really twice as large", async (t) => {
  const page = await planted(t, '<p style="font-size:1rem">文字</p>');
  const size = () => page.locator("p").evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
  const before = await size();
  await textSize(page, 200);
  assert.equal(await size(), before * 2);
});

test("a word that the catalogue does not have is an error", () => {
  assert.equal(word("search.count", { n: 3 }), "3件あります");
  assert.equal(word("search.count", { n: 3 }, "en").includes("3"), true);
  assert.doesNotMatch(word("search.count", { n: 3 }, "en") + word("search.count", { n: 1 }, "en"), /[{|}]/);
  assert.throws(() => word("search.nonsense"), /no search.nonsense/);
});
