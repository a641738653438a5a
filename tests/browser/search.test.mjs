// Looking for somebody who can help: the start page and the results.
import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, dentist, look, open, openMenu, screenshot, sizes, tabTo, textSize, tooWide, word } from "./harness.mjs";

const site = open();

/** What the citizens' guide is measured by: dentist, to the house, on a Sunday, near 鐘撞町. Three places in the invented area. */
const question = `/search?kind=dental_clinic&home=1&open=sunday&near=${encodeURIComponent("鐘撞町")}`;
const found = (page, n, language = "ja") => page.getByRole("heading", { level: 2, name: word("search.count", { n }, language), exact: true });
const hits = (page) => page.locator("ol.rows > li");

for (const js of [true, false]) {
  test(`a person looking for a dentist who comes to the house on a Sunday finds one in three steps, by keyboard ${js ? "alone" : "and without JavaScript"}`, async (t) => {
    const page = await site.page(t, { js });
    await page.goto("/");
    let steps = 0;
    // A step is whatever brings another answer: a link, a question sent.
    const step = async (does, comes) => {
      await does();
      steps += 1;
      await comes.waitFor();
    };

    const links = page.getByRole("link", { name: word("find.quick_dentist"), exact: true });
    await tabTo(page, links);
    await step(() => page.keyboard.press("Enter"), page.getByRole("heading", { level: 1, name: word("find.quick_dentist") }));

    await tabTo(page, page.getByRole("checkbox", { name: word("search.on_sunday"), exact: true }));
    await step(async () => {
      await page.keyboard.press("Space");
      if (!js) await page.keyboard.press("Enter");
    }, found(page, 3));
    assert.match(page.url(), /open=sunday/);

    const first = hits(page).first().locator("h3 a");
    await tabTo(page, first);
    const address = await first.getAttribute("href");
    await step(() => page.keyboard.press("Enter"), page.locator("main h1"));
    assert.equal(new URL(page.url()).pathname, address);

    const call = page.locator("main a[href^='tel:']").first();
    await tabTo(page, call);
    assert.match(await call.getAttribute("href"), /^tel:\d{9,11}$/);
    assert.ok(steps <= 3, `it took ${steps} steps`);
  });
}

test("the three are ordered by what they answered and then by distance, and each says how far it is and who said that it comes", async (t) => {
  const page = await site.page(t);
  await page.goto(question);
  await found(page, 3).waitFor();
  await page.getByText(word("find.sorted_need_distance", { place: "鐘撞町" })).waitFor();
  assert.match(await hits(page).first().innerText(), /鐘撞町から[\s\S]*700m/);
  assert.match(await hits(page).first().locator("h3").innerText(), /みなと/);
  for (const hit of await hits(page).all()) {
    const text = await hit.innerText();
    assert.match(text, /鐘撞町から/);
    assert.ok(text.includes(word("search.home_visit")), text);
  }
});

test("every telephone is a link that calls it and is called by its name", async (t) => {
  const page = await site.page(t);
  await page.goto(question);
  const telephones = page.locator("ol.rows a[href^='tel:']");
  assert.equal(await telephones.count(), 3);
  for (const telephone of await telephones.all()) {
    const [href, label, shown] = [await telephone.getAttribute("href"), await telephone.getAttribute("aria-label"), (await telephone.innerText()).trim()];
    assert.equal(href, `tel:${shown.replaceAll("-", "")}`);
    assert.ok(label.includes(shown), `${label} must hold ${shown}, or speaking its words does not press it`);
    assert.notEqual(label.replace(shown, "").trim(), "", "and the name of the place");
    const { height } = await telephone.boundingBox();
    assert.ok(height >= 44, `${height} px are too low for a thumb`);
  }
});

test("a condition applies at once, is read out, keeps the focus, and the way back brings the page before", async (t) => {
  const page = await site.page(t);
  await page.goto("/search?kind=dental_clinic&home=1");
  const before = await page.locator("[data-announce]").innerText();
  const sunday = page.getByRole("checkbox", { name: word("search.on_sunday"), exact: true });
  await sunday.check();
  await found(page, 3).waitFor();
  assert.notEqual(before, word("search.count", { n: 3 }));
  assert.equal(await page.locator("#live").innerText(), word("search.count", { n: 3 }));
  assert.ok(await sunday.evaluate((element) => element === document.activeElement), "the focus stays on the box");
  await page.goBack();
  await page.getByRole("heading", { level: 2, name: before, exact: true }).waitFor();
  assert.equal(await sunday.isChecked(), false);
});

test("every example under the box finds something", async (t) => {
  const page = await site.page(t);
  for (const [language, comma] of [["ja", "、"], ["ja-easy", "、"], ["en", ", "]]) {
    await site.prefer(page, { language });
    const examples = word("search.box_hint", {}, language).replace(/^[^::]*[::]\s*/, "").split(comma);
    assert.ok(examples.length >= 3);
    for (const example of examples) {
      await page.goto("/");
      await page.locator("#q").fill(example);
      await page.keyboard.press("Enter");
      await hits(page).first().waitFor();
    }
  }
});

test("kana, width and old characters find the same place", async (t) => {
  const page = await site.page(t);
  for (const typed of ["汐見野みなと歯科", "しおみのみなと", "シオミノ ミナト", "ｼｵﾐﾉﾐﾅﾄ", "0000-22-0188", "0000220188", "梅ヶ枝町3丁目 歯科"]) {
    await page.goto(`/search?q=${encodeURIComponent(typed)}`);
    const names = await page.locator("ol.rows h3").allInnerTexts();
    assert.ok(names.some((name) => name.includes("みなと")), `${typed}: ${names.join(" ")}`);
  }
  await page.goto(`/search?q=${encodeURIComponent("高瀬医院")}`);
  assert.match(await hits(page).first().innerText(), /髙瀬/);
});

test("what was understood stands above the results and is dropped piece by piece, by keyboard too", async (t) => {
  for (const js of [true, false]) {
    const page = await site.page(t, { js });
    await page.goto("/");
    await page.getByLabel(word("search.box")).fill("鐘撞町 日曜日の歯医者");
    await page.keyboard.press("Enter");
    const chips = page.getByRole("list", { name: word("search.chosen") }).getByRole("link");
    await chips.first().waitFor();
    assert.doesNotMatch(page.url(), /lat=|lon=/, "no empty fields in the address");
    for (const condition of [word("find.near_chip", { place: "鐘撞町" }), "歯医者", word("weekday.sunday")]) {
      await chips.filter({ hasText: `${condition}${word("search.remove")}` }).waitFor();
    }
    assert.ok(await page.getByRole("checkbox", { name: word("search.on_sunday"), exact: true }).isChecked());
    assert.match(await hits(page).first().innerText(), /鐘撞町から/);

    const sunday = chips.filter({ hasText: word("weekday.sunday") });
    await tabTo(page, sunday);
    await page.keyboard.press("Enter");
    await sunday.waitFor({ state: "detached" });
    assert.equal(await page.getByLabel(word("search.box")).inputValue(), "鐘撞町 歯医者");
    assert.equal(await page.getByRole("checkbox", { name: word("search.on_sunday"), exact: true }).isChecked(), false);

    await page.getByRole("link", { name: word("find.as_word"), exact: true }).click();
    await page.getByText(word("find.taken_as_near", { word: "鐘撞町", place: "鐘撞町" })).waitFor({ state: "detached" });
    assert.match(await page.getByLabel(word("search.box")).inputValue(), /"鐘撞町"/);
  }
});

test("several needs hold together, and each row says how", async (t) => {
  const page = await site.page(t);
  await page.goto(`/search?q=${encodeURIComponent("麻薬 注射 夜")}`);
  const rows = await hits(page).allInnerTexts();
  assert.ok(rows.length >= 2);
  for (const row of rows) assert.match(row, /麻薬\(注射・PCA\).*(できます|条件つき)/, row);
  for (const typed of ["買い物を手伝ってほしい", "みとり", "end of life", "shopping help", "車椅子で行ける歯医者"]) {
    await page.goto(`/search?q=${encodeURIComponent(typed)}`);
    await hits(page).first().waitFor();
  }
});

test("what cannot be searched is said once, and nothing typed is lost", async (t) => {
  const page = await site.page(t);
  await page.goto(`/search?q=${encodeURIComponent("😀")}`);
  assert.equal(await page.getByText(word("find.nothing_searchable", { word: "😀" })).count(), 1);
  assert.equal(await page.getByLabel(word("search.box")).inputValue(), "😀");
  assert.equal(await hits(page).count(), 0);
  await page.goto("/search?kind=x&open=noon");
  await page.getByText(word("find.unread", { what: "kind=x、open=noon" })).waitFor();
});

test("no hit offers ways on, and each finds as many as it says", async (t) => {
  const page = await site.page(t);
  await page.goto(`/search?q=${encodeURIComponent("どこにもない名前")}&kind=dental_clinic&home=1&open=sunday`);
  await page.getByText(word("search.none_title")).waitFor();
  const ways = page.locator(".note p:has(a[href^='/search'])");
  const offers = await ways.evaluateAll((all) => all.map((p) => [p.innerText, p.querySelector("a").getAttribute("href")]));
  assert.ok(offers.length > 0, "at least one way on");
  for (const [text, href] of offers) {
    const [, n] = text.match(/([\d,]+)件/);
    await page.goto(href);
    await found(page, n).waitFor();
  }
});

test("an unknown place says what to type instead, beside the field and for screen readers", async (t) => {
  const page = await site.page(t);
  await page.goto(`/search?kind=pharmacy&near=${encodeURIComponent("どこでもない町")}`);
  const field = page.getByLabel(word("search.near"));
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  const described = await field.evaluate((input) => input.getAttribute("aria-describedby").split(" ").map((id) => document.getElementById(id)?.innerText).join(" "));
  assert.ok(described.includes(word("search.place_unknown", { place: "どこでもない町" })), described);
  await field.fill("0000011");
  await page.keyboard.press("Enter");
  await page.getByText(word("search.sorted_distance", { place: "鐘撞町" })).waitFor();
});

test("nonsense in the address breaks nothing", async (t) => {
  const page = await site.page(t, { refusals: [400, 414] });
  for (const query of ["q=%00%0a%e2%80%a8", "q=%ff%fe", "page=-1", "page=999999999999", "km=0&near=x", "lat=0&lon=0", "kind=x&can=x&open=x", `q=${"あ".repeat(300)}`, "q=<script>alert(1)</script>", "q=%25%27%22--", "q=%F0%9F%98%80&wish=x", "q=%E2%80%AE%E6%AD%AF&lat=&lon="]) {
    const answer = await page.goto(`/search?${query}`);
    assert.ok([200, 400, 414].includes(answer.status()), `${answer.status()} for ${query}`);
    await page.locator("main h1").waitFor();
  }
});

test("furigana, easy Japanese, English, text size and contrast are chosen, kept, and come back to the same page", async (t) => {
  for (const js of [true, false]) {
    await t.test(js ? "with JavaScript" : "without JavaScript", async (t) => {
      const page = await site.page(t, { js });
      await page.goto(question);
      const choose = async (name) => {
        await openMenu(page);
        await page.getByRole("button", { name, exact: true }).click();
        await page.waitForLoadState();
        assert.equal(new URL(page.url()).search, new URL(question, site.url).search, "the question stays");
      };
      const html = page.locator("html");

      assert.equal(await page.locator("h1 ruby").count(), 0);
      await choose(word("common.furigana_on"));
      assert.ok((await page.locator("h1 rt").count()) > 0, "readings above the heading");
      if (js) assert.deepEqual(await axe(page), []);
      await openMenu(page);
      await page.getByRole("button").filter({ has: page.locator("ruby") }).first().waitFor();
      await page.locator("button[name=furigana]").click();
      await page.locator("button[name=furigana][value=on]").waitFor({ state: "attached" });

      await choose(word("common.text_large"));
      assert.equal(await html.getAttribute("data-text"), "large");
      await choose(word("common.text_larger"));
      assert.equal(await html.getAttribute("data-text"), "larger");
      await choose(word("common.contrast_on"));
      assert.equal(await html.getAttribute("data-contrast"), "high");
      if (js) assert.deepEqual(await axe(page), []);

      await choose(word("common.easy_japanese"));
      await found(page, 3, "ja-easy").waitFor();
      await choose("English");
      assert.equal(await html.getAttribute("lang"), "en");
      await found(page, 3, "en").waitFor();
      assert.equal(await html.getAttribute("data-text"), "larger", "one choice leaves the others alone");
      await page.goto("/");
      assert.equal(await html.getAttribute("lang"), "en", "the next page knows it too");
    });
  }
});

for (const [size, viewport] of Object.entries(sizes)) {
  test(`start, results, no result and unknown place pass the gate at ${viewport.width} px`, async (t) => {
    const page = await site.page(t, { size });
    await page.goto("/");
    await look(page, `start-${size}`);
    await page.goto(question);
    await look(page, `search-${size}`);
    if (await page.locator("details.filter > summary").isVisible()) {
      await page.locator("details.filter > summary").click();
      await look(page, `search-filters-${size}`);
    }
    await page.goto("/search");
    await look(page, `search-all-${size}`);
    await page.goto(`/search?q=${encodeURIComponent("どこにもない名前")}&kind=dental_clinic&home=1`);
    await look(page, `search-none-${size}`);
    await page.goto(`/search?near=${encodeURIComponent("どこでもない町")}`);
    await look(page, `search-unknown-place-${size}`);
    for (const [name, typed] of [["words", "鐘撞町 麻薬 注射 夜"], ["doubt", "鐘撞 車いすで行ける歯医者"], ["none-words", "麻薬 透析 夜"]]) {
      await page.goto(`/search?q=${encodeURIComponent(typed)}`);
      await look(page, `search-${name}-${size}`);
    }
  });

  test(`furigana in the largest letters, English and high contrast pass the gate at ${viewport.width} px`, async (t) => {
    const page = await site.page(t, { size });
    await page.goto(question);
    for (const [name, value] of [["furigana", "on"], ["text", "large"], ["text", "larger"], ["contrast", "high"]]) {
      await openMenu(page);
      await page.locator(`button[name=${name}][value=${value}]`).click();
      await page.locator(`button[name=${name}]:not([value=${value}])`).waitFor({ state: "attached" });
    }
    await look(page, `search-furigana-larger-${size}`);
    await page.locator("button[name=lang][value=en]").click();
    await page.locator("html[lang=en]").waitFor();
    await look(page, `search-english-larger-${size}`);
  });
}

test("nothing is lost when the browser's letters are twice as large or the page is zoomed to 200 percent", async (t) => {
  const page = await site.page(t, { size: "desk" });
  for (const address of ["/", question]) {
    await page.goto(address);
    await textSize(page, 200);
    await look(page, `text-200${address === "/" ? "-start" : "-search"}`);
    await textSize(page, 100);
  }
  // 1280 px zoomed to 200 percent is a window of 640.
  await page.setViewportSize({ width: 640, height: 400 });
  await page.goto(question);
  assert.deepEqual(await tooWide(page), []);
  await screenshot(page, "zoom-200-search");
});

test("the story's dentist is on the list under its own name", async (t) => {
  const page = await site.page(t, { js: false });
  await page.goto(question);
  await page.locator(`a[href='tel:${dentist.telephone}']`).waitFor();
});
