// Every page in every language: axe at three sizes, no sideways scrolling in the largest letters, English that is English.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, axe, cutOff, dentist, focusIsSeen, open, sizes, tooWide } from "./harness.mjs";

const site = open();
const languages = ["ja", "ja-easy", "en"];

/** Every route, and of those with many faces the ones that differ. The facility's address is looked up. */
const routes = {
  start: "/",
  search: "/search",
  "search with everything": "/search?q=%E6%AD%AF%E7%A7%91&home=1&open=sunday&near=%E9%90%98%E6%92%9E%E7%94%BA&km=5&kind=dental_clinic&can=denture",
  "search without hits": "/search?q=%E3%82%86%E3%81%86%E3%82%8C%E3%81%84&home=1&open=sunday",
  "search of somebody in despair": "/search?q=%E6%AD%BB%E3%81%AB%E3%81%9F%E3%81%84",
  "search near nowhere": "/search?near=%E3%81%AA%E3%81%84%E7%94%BA",
  "a facility": undefined,
  "a facility with a name of sixty characters": undefined,
  "care-manager times": "/care-manager-time",
  "care-manager times of tomorrow": "/care-manager-time?day=tomorrow",
  "care-manager times of a Sunday": "/care-manager-time?day=sunday&kind=pharmacy",
  map: "/map",
  "map of a search": "/map?kind=dental_clinic&home=1",
  "map of a part": "/map?part=31.1400,146.0500,31.1800,146.0900",
  profile: "/profile",
  "profile of a neighbour": "/profile?area=99341",
  "profile of nowhere": "/profile?area=%E3%81%AA%E3%81%84%E5%B8%82",
  data: "/open-data",
  sources: "/sources",
  "not found": "/nowhere",
};

/** The names of the facilities that are looked up. */
const lookups = { "a facility": dentist.name, "a facility with a name of sixty characters": "社会福祉法人潮光会" };

async function visit(page, name) {
  if (!routes[name]) routes[name] = await addressOf(page, lookups[name]);
  await page.goto(routes[name]);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

for (const language of languages) {
  for (const [size, viewport] of Object.entries(sizes)) {
    test(`axe finds nothing on any page in ${language} at ${viewport.width} px`, async (t) => {
      const page = await site.page(t, { size, refusals: [404] });
      await site.prefer(page, { language });
      for (const name of Object.keys(routes)) {
        await visit(page, name);
        assert.deepEqual(await axe(page), [], name);
      }
    });
  }

  test(`no page in ${language} scrolls sideways or cuts words at 320 px, in letters of every size`, async (t) => {
    const page = await site.page(t, { size: "narrow", refusals: [404] });
    for (const text of ["standard", "large", "larger"]) {
      for (const furigana of [true, false]) {
        await site.prefer(page, { language, text, furigana });
        for (const name of Object.keys(routes)) {
          await visit(page, name);
          assert.deepEqual(await tooWide(page), [], `${name}, ${text}, furigana ${furigana}`);
          assert.deepEqual(await cutOff(page), [], `${name}, ${text}, furigana ${furigana}`);
        }
      }
    }
  });

  test(`the menu opened on a phone in ${language} passes axe and fits in the largest letters`, async (t) => {
    const page = await site.page(t, { size: "narrow" });
    await site.prefer(page, { language, text: "larger", furigana: true });
    await page.goto("/");
    await page.locator("header summary").click();
    await page.locator("header nav a").first().waitFor();
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(await tooWide(page), []);
  });
}

test("English pages say of every Japanese word that it is Japanese", async (t) => {
  const page = await site.page(t, { size: "desk", refusals: [404] });
  await site.prefer(page, { language: "en" });
  for (const name of Object.keys(routes)) {
    await visit(page, name);
    assert.deepEqual(await unmarked(page), [], name);
  }
});

test("a text that is Japanese and does not say so is seen", async (t) => {
  const page = await site.page(t);
  await page.setContent('<html lang="en"><body><p>Call 歯科</p><p lang="ja">歯科</p><p><span lang="ja">歯<b>科</b></span> is here</p></body></html>');
  assert.deepEqual(await unmarked(page), ["Call 歯科"]);
});

test("in easy Japanese every kanji of our own words has its reading", async (t) => {
  const page = await site.page(t, { size: "desk", refusals: [404] });
  await site.prefer(page, { language: "ja-easy" });
  for (const name of Object.keys(routes)) {
    await visit(page, name);
    assert.deepEqual(await unread(page), [], name);
  }
});

test("axe finds nothing in forced colours and in high contrast", async (t) => {
  const page = await site.page(t, { size: "desk", refusals: [404], forcedColors: "active" });
  for (const contrast of ["standard", "high"]) {
    await site.prefer(page, { contrast });
    for (const name of Object.keys(routes)) {
      await visit(page, name);
      assert.deepEqual(await axe(page), [], name);
    }
  }
});

test("buttons, boxes and telephones are high enough for a thumb on every page", async (t) => {
  const page = await site.page(t, { size: "phone", refusals: [404] });
  for (const name of Object.keys(routes)) {
    await visit(page, name);
    const low = await page.locator("button, summary, .btn, label.choice, .tel, .pick a, .days a, .pager a, input:not([type=hidden], [type=checkbox]), select").evaluateAll((all) =>
      all.filter((one) => one.getClientRects().length > 0 && one.getBoundingClientRect().height < 43.5).map((one) => `${Math.round(one.getBoundingClientRect().height)} px: ${one.outerHTML.slice(0, 120)}`),
    );
    assert.deepEqual(low, [], name);
  }
});

test("no day of the care managers' strip is wider than its box, in any language", async (t) => {
  const page = await site.page(t, { size: "phone" });
  for (const language of languages) {
    await site.prefer(page, { language });
    await page.goto("/care-manager-time");
    const wide = await page.locator(".days a").evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent.trim()));
    assert.deepEqual(wide, [], language);
  }
  await page.locator(".days a > span").first().evaluate((one) => one.prepend("a word wider than its box"));
  assert.ok(await page.locator(".days a").first().evaluate((one) => one.scrollWidth > one.clientWidth), "a wider word is seen");
});

test("the keyboard alone goes through every page from top to bottom, and one always sees where it is", async (t) => {
  const page = await site.page(t, { size: "phone", refusals: [404], js: true });
  for (const name of Object.keys(routes)) {
    await visit(page, name);
    let lowest = 0;
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => {
        const one = document.activeElement;
        return one === document.body ? undefined : { top: one.getBoundingClientRect().top + scrollY, words: one.outerHTML.slice(0, 120), svg: Boolean(one.closest("svg")), first: one.matches("a.skip[href='#main']") };
      });
      // Behind the last place the keyboard leaves the page, or begins again.
      if (!at || (at.first && presses > 0)) break;
      assert.ok(at.svg || (await focusIsSeen(page)), `${name}: the focus cannot be seen on ${at.words}`);
      assert.ok(at.svg || at.top >= lowest - 140, `${name}: the focus jumps up to ${at.words}`);
      if (!at.svg) lowest = Math.max(lowest, at.top);
    }
  }
});

/** Texts of an English page with kana or kanji that no lang="ja" covers. What a mark on the map is called is one text: names in it cannot be marked. */
function unmarked(page) {
  return page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) {
      const { data, parentElement } = texts.currentNode;
      if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(data) && parentElement.closest("[lang]")?.getAttribute("lang") !== "ja" && !parentElement.closest("svg title")) found.push(data.trim().slice(0, 80));
    }
    return found;
  });
}

/** Texts of a page with kanji outside of any reading that are not somebody else's words, which say lang="ja" themselves. */
function unread(page) {
  return page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) {
      const { data, parentElement } = texts.currentNode;
      const theirs = parentElement.closest("[lang]:not(html), option, title, script");
      if (/\p{Script=Han}/u.test(data) && !theirs && !parentElement.closest("ruby")) found.push(data.trim().slice(0, 80));
    }
    return found;
  });
}
