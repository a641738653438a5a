//! Turns `web/dist` and `lang/*.toml` into Rust: `assets.rs` and `words.rs` in `OUT_DIR`.

#[path = "build/assets.rs"]
mod assets;
#[path = "build/words.rs"]
mod words;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

fn main() -> ExitCode {
    match generate() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            println!("cargo::error={reason}");
            ExitCode::FAILURE
        }
    }
}

fn generate() -> Result<(), String> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("CARGO_MANIFEST_DIR is not set")?);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    for source in [
        "build.rs",
        "build",
        "lang",
        "web/dist/assets.toml",
        "web/css",
        "web/ts",
        "web/icons",
        "web/icons.txt",
        "web/build.mjs",
        "web/characters.txt",
        "web/fonts.mjs",
        "web/package-lock.json",
    ] {
        println!("cargo::rerun-if-changed={source}");
    }
    save(&out.join("assets.rs"), &assets::generate(&root.join("web"))?)?;
    let phrase = read(&root.join("build/phrase.rs"))?;
    let methods = words::generate(
        &read(&root.join("lang/ja.toml"))?,
        &read(&root.join("lang/ja-easy.toml"))?,
        &read(&root.join("lang/en.toml"))?,
    )?;
    save(&out.join("words.rs"), &format!("{phrase}\n{methods}"))
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|e| format!("{} cannot be read: {e}", path.display()))
}

fn save(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|e| format!("{} cannot be written: {e}", path.display()))
}
