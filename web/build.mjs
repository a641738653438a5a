// Makes web/dist: every file the program embeds, under a name that holds its own hash, and the list of them (assets.toml).
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { fontFaces } from "./fonts.mjs";

const web = path.dirname(fileURLToPath(import.meta.url));
const modules = path.join(web, "node_modules");
const next = path.join(web, `dist.${process.pid}`);
const sheets = [
  "tokens", "base", "shells", "parts", "controls", "lists", "live", "record", "messages", "boards", "citizens", "desk", "paper", "contrast",
];
const assets = [];

try {
  await mkdir(path.join(next, "assets"), { recursive: true });
  const icons = await sprite();
  await add("icons.svg", "image/svg+xml", icons);
  await add("favicon.svg", "image/svg+xml", (await text(web, "icons", "brand.svg")).replace("currentColor", await token("light-blue-1100")));
  await add("kyoten.css", "text/css; charset=utf-8", await styleSheet());
  await add("fonts.css", "text/css; charset=utf-8", await fontFaces(web, add));
  for (const module of await bundles()) await add(module.name, "text/javascript; charset=utf-8", module.code);
  await add("htmx.js", "text/javascript; charset=utf-8", await text(modules, "htmx.org", "dist", "htmx.min.js"));
  await writeFile(path.join(next, "assets.toml"), await list());
  await rm(path.join(web, "dist"), { recursive: true, force: true });
  await rename(next, path.join(web, "dist"));
} finally {
  await rm(next, { recursive: true, force: true });
}
sizes();

/** Stores one file as name-<hash>.ext and returns its address. Texts also get a gzip twin. */
async function add(name, type, content) {
  const bytes = Buffer.from(content);
  const { dir, name: stem, ext } = path.posix.parse(name);
  const file = path.posix.join(dir, `${stem}-${createHash("sha256").update(bytes).digest("hex").slice(0, 10)}${ext}`);
  await mkdir(path.join(next, "assets", dir), { recursive: true });
  await writeFile(path.join(next, "assets", file), bytes);
  const zipped = ext === ".woff2" ? undefined : gzipSync(bytes, { level: 9 });
  if (zipped) await writeFile(path.join(next, "assets", `${file}.gz`), zipped);
  assets.push({ name, file, type, size: bytes.length, gzip: zipped?.length });
  return `/assets/${file}`;
}

async function styleSheet() {
  const parts = await Promise.all(sheets.map((name) => sheet(name)));
  return (await transform(parts.join("\n"), { loader: "css", minify: true, legalComments: "none" })).code;
}

async function sheet(name) {
  let css = await text(web, "css", `${name}.css`);
  const stray = name !== "tokens" && css.match(/#(?!(?:000|fff)\b)[0-9a-f]{3,8}\b(?=[^{}]*[;}])/i);
  if (stray) throw new Error(`web/css/${name}.css: the colour ${stray[0]} must come from tokens.css`);
  for (const [call, wanted] of css.matchAll(/token\(([a-z0-9-]+)\)/g)) css = css.replace(call, await token(wanted));
  return css;
}

/** A colour of the Digital Agency Design System. */
async function token(name) {
  token.values ??= new Map(
    Array.from(
      (await text(modules, "@digital-go-jp/design-tokens", "dist", "tokens.css")).matchAll(
        /--color-(?:primitive|neutral)-([a-z0-9-]+): (#[0-9a-f]+);/g,
      ),
      ([, key, value]) => [key, value],
    ),
  );
  const value = token.values.get(name);
  if (!value) throw new Error(`the token package has no colour ${name}`);
  return value;
}

async function bundles() {
  const entries = (await readdir(path.join(web, "ts"))).filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"));
  const { outputFiles } = await build({
    entryPoints: entries.map((name) => path.join(web, "ts", name)),
    outdir: next, bundle: true, write: false, minify: true, format: "iife", target: "es2022", legalComments: "none",
  });
  return outputFiles.map(({ path: file, text: code }) => ({ name: path.basename(file), code }));
}

/** One SVG file of symbols: our mark and the lucide icons of icons.txt. */
async function sprite() {
  const names = (await text(web, "icons.txt")).split("\n").map((line) => line.trim()).filter((line) => line && !line.startsWith("#"));
  const brand = symbol("brand", await text(web, "icons", "brand.svg"));
  const others = await Promise.all(names.map(async (name) => symbol(name, await text(modules, "lucide-static", "icons", `${name}.svg`))));
  return `<svg xmlns="http://www.w3.org/2000/svg">${brand}${others.join("")}</svg>`;
}

function symbol(id, svg) {
  const [, box] = svg.match(/viewBox="([^"]+)"/);
  const [, shapes] = svg.match(/<svg[^>]*>([\s\S]*)<\/svg>/);
  return `<symbol id="${id}" viewBox="${box}">${shapes.replace(/\s*\n\s*/g, "").replace(/ \/>/g, "/>")}</symbol>`;
}

/** What build.rs reads. */
async function list() {
  const rows = assets.map(
    ({ name, file, type, gzip }) => `[[asset]]\nname = "${name}"\nfile = "${file}"\ntype = "${type}"\ngzip = ${gzip !== undefined}\n`,
  );
  return `# made by web/build.mjs\nsources = "${await sourceHash()}"\n\n${rows.join("\n")}`;
}

/** The hash of everything this build was made from; build.rs computes the same and says when it differs. */
async function sourceHash() {
  const hash = createHash("sha256");
  for (const name of ["build.mjs", "characters.txt", "fonts.mjs", "icons.txt", "package-lock.json", ...(await folder("css")), ...(await folder("icons")), ...(await folder("ts"))]) {
    hash.update(`${name}\n`).update(await readFile(path.join(web, name)));
  }
  return hash.digest("hex").slice(0, 10);
}

async function folder(name) {
  const found = await readdir(path.join(web, name), { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(web, path.join(entry.parentPath ?? entry.path, entry.name)).split(path.sep).join("/"))
    .sort();
}

function text(...parts) {
  return readFile(path.join(...parts), "utf8");
}

function sizes() {
  const kb = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
  for (const { name, size, gzip } of assets.filter(({ gzip }) => gzip)) console.log(`${name.padEnd(14)} ${kb(size)}, gzip ${kb(gzip)}`);
  const woff = assets.filter(({ gzip }) => !gzip);
  console.log(`${woff.length} font files, ${kb(woff.reduce((sum, { size }) => sum + size, 0))}`);
}
