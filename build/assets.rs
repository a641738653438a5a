//! `web/dist` as a table in Rust. The names and hashes were made by `web/build.mjs`; here they are checked.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use sha2::{Digest, Sha256};

#[derive(Deserialize)]
struct Built {
    /// Hash of what web/dist was made from.
    sources: String,
    asset: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    name: String,
    file: String,
    r#type: String,
    gzip: bool,
}

/// The text of `assets.rs`.
pub fn generate(web: &Path) -> Result<String, String> {
    let list = fs::read_to_string(web.join("dist/assets.toml")).map_err(|_| {
        "web/dist is missing: run ./script/setup first, it builds the style sheet, fonts and scripts".to_owned()
    })?;
    let built: Built = toml::from_str(&list).map_err(|e| format!("web/dist/assets.toml cannot be read: {e}"))?;
    if source_hash(web).is_some_and(|now| now != built.sources) {
        println!("cargo::warning=web/dist is older than web/: run `npm run build` in web/");
    }

    let mut table = BTreeMap::new();
    for entry in &built.asset {
        let path = web.join("dist/assets").join(&entry.file);
        let bytes = fs::read(&path).map_err(|e| format!("{}: {e}: run ./script/setup", path.display()))?;
        if !entry.file.contains(&short_hash(&bytes)) {
            return Err(format!("{} was changed by hand: run ./script/setup", path.display()));
        }
        table.insert(format!("/assets/{}", entry.file), (entry, path));
    }

    let mut rust = HEAD.to_owned();
    rust.push_str("\n/// Every embedded file, in order of its path.\npub static ASSETS: &[Asset] = &[\n");
    for (url, (entry, path)) in &table {
        let gzip = if entry.gzip {
            format!("Some(include_bytes!({:?}))", format!("{}.gz", path.display()))
        } else {
            "None".to_owned()
        };
        let _ = writeln!(
            rust,
            "    Asset {{ path: {url:?}, name: {:?}, content_type: {:?}, bytes: include_bytes!({:?}), gzip: {gzip} }},",
            entry.name,
            entry.r#type,
            path.display().to_string(),
        );
    }
    rust.push_str("];\n\n");
    for (url, (entry, _)) in table.iter().filter(|(_, (entry, _))| !entry.name.contains('/')) {
        let constant = entry.name.replace(['.', '-'], "_").to_uppercase();
        let _ = writeln!(rust, "/// The address of `{}`.\npub const {constant}: &str = {url:?};", entry.name);
    }
    Ok(rust)
}

fn short_hash(bytes: &[u8]) -> String {
    hex(Sha256::new_with_prefix(bytes))
}

/// The same sum over the sources as in `web/build.mjs`. `None` when a source cannot be read.
fn source_hash(web: &Path) -> Option<String> {
    let mut names: Vec<String> =
        ["build.mjs", "characters.txt", "fonts.mjs", "icons.txt", "package-lock.json"].map(str::to_owned).into();
    for folder in ["css", "icons", "ts"] {
        let mut files = Vec::new();
        files_in(web, folder, &mut files)?;
        files.sort();
        names.extend(files);
    }
    let mut sum = Sha256::new();
    for name in names {
        sum.update(format!("{name}\n"));
        sum.update(fs::read(web.join(name)).ok()?);
    }
    Some(hex(sum))
}

/// The files in a folder and in its folders, named from `web/`.
fn files_in(web: &Path, folder: &str, names: &mut Vec<String>) -> Option<()> {
    for entry in fs::read_dir(web.join(folder)).ok()?.flatten() {
        let name = format!("{folder}/{}", entry.file_name().to_str()?);
        if entry.file_type().ok()?.is_dir() {
            files_in(web, &name, names)?;
        } else {
            names.push(name);
        }
    }
    Some(())
}

fn hex(sum: Sha256) -> String {
    sum.finalize().iter().take(5).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

const HEAD: &str = "\
/// A file of `web/dist`, embedded. Its path holds its hash, so it may be cached for ever.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// The address it is served under: `/assets/kyoten-0123456789.css`.
    pub path: &'static str,
    /// The name without the hash: `kyoten.css`, `fonts/biz-udpgothic-118-400.woff2`.
    pub name: &'static str,
    /// The media type.
    pub content_type: &'static str,
    /// The file.
    pub bytes: &'static [u8],
    /// The file compressed; `None` where that saves nothing.
    pub gzip: Option<&'static [u8]>,
}

impl Asset {
    /// The file that is served under `path`.
    pub fn at(path: &str) -> Option<&'static Self> {
        ASSETS.binary_search_by(|asset| asset.path.cmp(path)).ok().map(|found| &ASSETS[found])
    }

    /// The file called `name` without its hash.
    pub fn named(name: &str) -> Option<&'static Self> {
        ASSETS.iter().find(|asset| asset.name == name)
    }
}
";
