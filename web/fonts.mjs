// The web fonts. A page needs one file per weight: the kanji of our words and the frequent ones of names and addresses
// (characters.txt). Everything rarer comes in the small ranges of the font packages, only when a page holds such a character.
import { readFile } from "node:fs/promises";
import path from "node:path";
import subset from "subset-font";

const weights = [
  { weight: 400, source: "400Regular/BIZUDPGothic_400Regular.ttf" },
  { weight: 700, source: "700Bold/BIZUDPGothic_700Bold.ttf" },
];
// what the fixed-width face carries: Latin, figures and kana; its kanji are those of the proportional face
const fixedWidth = ["latin", "[118]", "[119]"];

/** Writes the font files with `add` and returns the font faces. Both weights of a range stand together: so they compress best. */
export async function fontFaces(web, add) {
  const packages = path.join(web, "node_modules");
  const first = await firstCharacters(web);
  const css = [];

  for (const { family, face, ranges } of [await described(packages, "biz-udgothic"), await described(packages, "biz-udpgothic")]) {
    const proportional = family === "biz-udpgothic";
    for (const [key, range] of Object.entries(ranges)) {
      const left = proportional ? without(range, first) : range;
      if (left === "" || (!proportional && !fixedWidth.includes(key))) continue;
      for (const { weight } of weights) {
        const name = `${family}-${key.replace(/[[\]]/g, "")}-${weight}`;
        const bytes = await readFile(path.join(packages, "@fontsource", family, "files", `${name}-normal.woff2`));
        css.push(rule(face, weight, left, await add(`fonts/${name}.woff2`, "font/woff2", bytes)));
      }
    }
  }
  for (const { weight, source } of weights) {
    const whole = await readFile(path.join(packages, "@expo-google-fonts", "biz-udpgothic", source));
    const bytes = await subset(whole, String.fromCodePoint(...first), { targetFormat: "woff2" });
    css.push(rule("BIZ UDPGothic", weight, written([...first]), await add(`fonts/biz-udpgothic-first-${weight}.woff2`, "font/woff2", bytes)));
  }
  return css.join("\n");
}

async function described(packages, family) {
  const read = async (name) => JSON.parse(await readFile(path.join(packages, "@fontsource", family, name), "utf8"));
  return { family, face: (await read("metadata.json")).family, ranges: await read("unicode.json") };
}

function rule(family, weight, range, url) {
  return `@font-face{unicode-range:${range};font-family:"${family}";font-display:swap;font-weight:${weight};src:url(${url})format("woff2")}`;
}

/** ASCII, Latin-1, punctuation, kana, full-width forms, characters.txt and the characters of the catalogue. */
async function firstCharacters(web) {
  const blocks = [[0x20, 0x7e], [0xa0, 0xff], [0x2010, 0x2026], [0x2190, 0x2193], [0x2460, 0x2473], [0x3000, 0x3015], [0x3041, 0x3096], [0x3099, 0x30ff], [0xff01, 0xff5e]];
  const points = new Set(blocks.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, n) => from + n)));
  for (const file of ["characters.txt", "../lang/ja.toml", "../lang/ja-easy.toml"]) {
    const text = (await readFile(path.join(web, file), "utf8")).replace(/^#.*$/gm, "");
    for (const character of text) if (character >= "\u3400") points.add(character.codePointAt(0));
  }
  return new Set([...points].sort((a, b) => a - b));
}

/** A unicode-range without the characters that the first file carries. */
function without(range, first) {
  const points = range.split(",").flatMap((part) => {
    const [from, to = from] = part.replace(/U\+/i, "").split("-").map((hex) => parseInt(hex, 16));
    return Array.from({ length: to - from + 1 }, (_, n) => from + n);
  });
  return written(points.filter((point) => !first.has(point)));
}

/** Code points in order as a unicode-range. */
function written(points) {
  const runs = [];
  for (const point of points) {
    const run = runs.at(-1);
    if (run && run[1] === point - 1) run[1] = point;
    else runs.push([point, point]);
  }
  return runs.map(([from, to]) => `U+${from.toString(16)}${to > from ? `-${to.toString(16)}` : ""}`).join(",");
}
