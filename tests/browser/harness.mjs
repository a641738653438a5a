// What every browser test needs: a demo hub of its own, pages in Chromium that tell what went wrong in them, and axe.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, "..", "..");
const require = createRequire(import.meta.url);

/** The sizes at which every page is looked at: WCAG's reflow width, a phone, a desk. */
export const sizes = {
  narrow: { width: 320, height: 640 },
  phone: { width: 390, height: 844 },
  desk: { width: 1440, height: 900 },
};

/** So long the demo may take from its start to its address; it promises 10 s on a machine with nothing else to do. */
const START_MS = 60_000;
const STOP_MS = 30_000;
const AXE_MS = 60_000;

/** Starts a demo hub and a browser before the tests of a file, and stops them afterwards. */
export function open() {
  const site = new Site();
  before(() => site.start());
  after(() => site.stop());
  return site;
}

class Site {
  async start() {
    this.data = await mkdtemp(path.join(tmpdir(), "kyoten-browser-"));
    await this.startProgram();
    this.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
      args: [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
        // Whatever a page asks of another machine is not only noticed, it goes nowhere.
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
      ],
    });
  }

  /** Waits for the line with the address; says everything the program printed when it does not come. */
  async startProgram() {
    const program = process.env.KYOTEN_BIN || path.join(root, "target", "demo", "kyoten");
    const printed = [];
    // Settings of whoever runs the tests are not the demo's.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("KYOTEN_")));
    this.program = spawn(program, ["demo", "--listen", "127.0.0.1:0", "--data", this.data], { cwd: this.data, env, stdio: ["ignore", "pipe", "pipe"] });
    this.url = await new Promise((found, failed) => {
      const patience = setTimeout(() => told(`told no address within ${START_MS / 1000} s`), START_MS);
      const told = (why) => {
        clearTimeout(patience);
        failed(new Error(`${program} ${why}; it printed:\n${printed.join("\n")}`));
      };
      this.program.once("error", (cause) => told(`could not be started (${cause.message})`));
      this.program.once("exit", (code, signal) => told(`ended with ${signal ?? code}`));
      for (const output of [this.program.stdout, this.program.stderr]) {
        createInterface({ input: output }).on("line", (line) => {
          printed.push(line);
          const address = output === this.program.stdout && line.match(/http:\/\/localhost:\d+/);
          if (!address) return;
          clearTimeout(patience);
          found(address[0]);
        });
      }
    });
  }

  async stop() {
    await this.browser?.close();
    if (this.program && this.program.exitCode === null && this.program.signalCode === null) {
      const ended = once(this.program, "exit");
      const patience = setTimeout(() => this.program.kill("SIGKILL"), STOP_MS);
      this.program.kill("SIGTERM");
      await ended;
      clearTimeout(patience);
    }
    await rm(this.data, { recursive: true, force: true });
  }

  /**
   * A fresh visitor with an empty page. When the test ends it fails if the page asked another machine for anything, wrote
   * an error to the console, broke the Content-Security-Policy or threw. `js: false` is a browser without JavaScript;
   * `refusals` are the statuses that the test expects (the console names each of them).
   */
  async page(t, { size = "phone", js = true, refusals = [], ...more } = {}) {
    const context = await this.browser.newContext({
      baseURL: this.url, viewport: sizes[size] ?? size, javaScriptEnabled: js, locale: "ja-JP", timezoneId: "Asia/Tokyo",
      reducedMotion: "reduce", ...more,
    });
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    const wrong = watch(page, this.url, refusals);
    t.after(async () => {
      await context.close();
      assert.deepEqual(wrong, [], "the page did what it must not");
    });
    return page;
  }

  /** Sets what the visitor wishes to see, as the forms in the head of every page do. */
  async prefer(page, { language = "ja", text = "standard", furigana, contrast = "standard" }) {
    const ruby = furigana === undefined ? "" : furigana ? ".ruby" : ".noruby";
    const value = `${language}.${text}${ruby}${contrast === "high" ? ".high" : ""}`;
    await page.context().addCookies([{ name: "kyoten-view", value, url: this.url }]);
  }
}

/** Notes what a page must not do. */
export function watch(page, url, refusals = []) {
  const wrong = [];
  page.on("request", (request) => {
    const asked = request.url();
    if (!asked.startsWith(`${url}/`) && !/^(data|blob|about):/.test(asked)) wrong.push(`asked ${asked}`);
  });
  page.on("console", (message) => {
    const expected = refusals.some((status) => message.text().includes(`status of ${status} `));
    if (message.type() === "error" && !expected) wrong.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => wrong.push(`threw ${error.message}`));
  page.on("response", (response) => {
    if (response.status() >= 400 && !refusals.includes(response.status())) wrong.push(`${response.status()} for ${response.url()}`);
  });
  return wrong;
}

const axeSource = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
const axeJapanese = require("axe-core/locales/ja.json");

/** What axe finds against WCAG 2.0, 2.1 and 2.2, A and AA, in Japanese. Axe is a script: it needs a page that runs scripts. */
export async function axe(page) {
  await page.evaluate(axeSource);
  // What stands behind the bar of a phone right now is scrolled out of it: the bar is measured where it ends up, below everything.
  await page.evaluate(() => document.querySelector("nav.nav")?.style.setProperty("position", "static"));
  const looking = page.evaluate(async (locale) => {
    window.axe.configure({ locale });
    const { violations } = await window.axe.run(document, {
      runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"] },
      rules: { "target-size": { enabled: true } },
      resultTypes: ["violations"],
    });
    return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}\n  ${node.target.join(" ")}\n  ${node.html.slice(0, 300)}`));
  }, axeJapanese);
  return within(AXE_MS, looking, "axe");
}

async function within(milliseconds, work, name) {
  let patience;
  const late = new Promise((_, failed) => {
    patience = setTimeout(() => failed(new Error(`${name} did not end within ${milliseconds / 1000} s`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(patience);
  }
}

/** The gate of every page at the size it has now: axe, no sideways scrolling, and a picture for people to look at. */
export async function look(page, name) {
  await settled(page);
  await screenshot(page, name);
  assert.deepEqual(await axe(page), [], `axe: ${name}`);
  assert.deepEqual(await tooWide(page), [], `wider than the window: ${name}`);
  assert.deepEqual(await cutOff(page), [], `cut off: ${name}`);
}

/** Fonts are there, so that what is measured and photographed is what people see. */
async function settled(page) {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

/** tests/browser/shots/NAME.png */
export async function screenshot(page, name) {
  await mkdir(path.join(here, "shots"), { recursive: true });
  await page.screenshot({ path: path.join(here, "shots", `${name}.png`), fullPage: true });
}

/** What makes the page scroll sideways. What scrolls in a box of its own may be wide. */
export function tooWide(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const scrolls = (element) => element && (/auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    const wide = Array.from(document.body.querySelectorAll("*")).filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && box.right > width + 0.5 && !scrolls(element.parentElement);
    });
    return [`${document.documentElement.scrollWidth} px in ${width} px`, ...wide.slice(0, 5).map((element) => element.outerHTML.slice(0, 160))];
  });
}

/** Texts of which a part can neither be seen nor scrolled to. */
export function cutOff(page) {
  return page.evaluate(() =>
    Array.from(document.body.querySelectorAll("*"))
      .filter((element) => {
        const style = getComputedStyle(element);
        const hides = /hidden|clip/.test(`${style.overflowX} ${style.overflowY}`);
        const forScreenReaders = element.clientWidth <= 1 || element.clientHeight <= 1;
        const over = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
        return hides && over && !forScreenReaders && !element.closest("svg") && element.textContent.trim() !== "";
      })
      .map((element) => element.outerHTML.slice(0, 160)),
  );
}

/** The browser's own text size, in percent: what people set in its preferences. */
export async function textSize(page, percent) {
  const session = await page.context().newCDPSession(page);
  await session.send("Page.setFontSizes", { fontSizes: { standard: Math.round((16 * percent) / 100), fixed: Math.round((13 * percent) / 100) } });
  await session.detach();
}

/** Opens the menu, where it is closed: on a phone. Furigana, letters and colours are chosen there. */
export async function openMenu(page) {
  const summary = page.locator("header summary");
  if (!(await summary.isVisible())) return;
  if (!(await page.locator("header details[open]").count())) await summary.click();
  await page.locator("header .tools button").first().waitFor();
}

/** Presses Tab until the element has the focus, as a person without a mouse does; answers how often. */
export async function tabTo(page, locator, most = 80) {
  await locator.waitFor();
  for (let presses = 1; presses <= most; presses += 1) {
    await page.keyboard.press("Tab");
    if (await locator.evaluate((element) => element === document.activeElement)) {
      assert.ok(await focusIsSeen(page), `the focus cannot be seen on ${locator}`);
      return presses;
    }
  }
  assert.fail(`${locator} is not reached by pressing Tab ${most} times`);
}

/** Whether what has the focus has an outline that can be seen. */
export function focusIsSeen(page) {
  return page.evaluate(() => {
    const seen = (element) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
    };
    // A box to tick may show its focus on the label around it.
    const focused = document.activeElement;
    return seen(focused) || Boolean(focused.closest("label") && seen(focused.closest("label")));
  });
}

const catalogue = new Map(await Promise.all(["ja", "ja-easy", "en"].map(async (language) => [language, await words(language)])));

/**
 * A text of the pages as it is written there without furigana: word("search.count", { n: 3 }). In English texts
 * {n|one place|{n} places} chooses by the number.
 */
export function word(key, values = {}, language = "ja") {
  const text = catalogue.get(language).get(key) ?? (language === "ja-easy" ? catalogue.get("ja").get(key) : undefined);
  assert.ok(text !== undefined, `lang/${language}.toml has no ${key}`);
  return text
    .replace(/\[([^|\]]+)\|[^\]]+\]/g, "$1")
    .replace(/\{(\w+)\|([^|]*)\|([^{|}]*(?:\{\w+\}[^{|}]*)*)\}/g, (_, name, one, many) => (Number(values[name]) === 1 ? one : many))
    .replace(/\{(\w+)\}/g, (_, name) => values[name] ?? `{${name}}`);
}

async function words(language) {
  const found = new Map();
  let section = "";
  for (const line of (await readFile(path.join(root, "lang", `${language}.toml`), "utf8")).split("\n")) {
    section = line.match(/^\[([\w.]+)\]$/)?.[1] ?? section;
    const [, key, text] = line.match(/^(\w+) = "(.*)"$/) ?? [];
    if (key) found.set(`${section}.${key}`, text.replaceAll('\\"', '"'));
  }
  return found;
}

/** The facility of the invented area that all stories meet: it comes to the house, also on Sundays. */
export const dentist = { name: "汐見野みなと歯科", telephone: "0000220188" };

/** Where its page is. */
export function dentistAddress(page) {
  return addressOf(page, dentist.name);
}

/** Where the page of a facility with this name is. */
export async function addressOf(page, name) {
  await page.goto(`/search?q=${encodeURIComponent(name)}`);
  return page.locator("ol.rows h3 a").first().getAttribute("href");
}
