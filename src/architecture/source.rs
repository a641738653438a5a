//! Reading the project's own files: Rust without its comments, texts and tests.

use std::fs;
use std::path::{Path, PathBuf};

/// A file of the project.
pub struct Source {
    /// Its path from the root of the project, with slashes.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Every file under `folder` that ends so, in order.
pub fn files(folder: &str, ending: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    walk(&root.join(folder), ending, &mut found);
    found.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let path = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
        Source { path, text }
    };
    found.into_iter().map(read).collect()
}

fn walk(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, ending, found);
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
}

impl Source {
    /// A sample for a control.
    pub fn sample(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// Whether the whole file is a test.
    pub fn is_test(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        matches!(name, "tests.rs" | "testing.rs" | "architecture.rs")
            || ["tests/", "architecture/", "examples/", "benches/"].iter().any(|folder| self.path.contains(folder))
    }

    /// The code outside of tests, and its texts, each with its line.
    pub fn read(&self) -> Code {
        let mut code = lex(&self.text);
        if self.is_test() {
            return Code::default();
        }
        while let Some((from, until)) = test_module(&code.code) {
            let first = line_of(&code.code, from);
            let last = line_of(&code.code, until);
            code.texts.retain(|(line, _)| !(first..=last).contains(line));
            let blank: String = code.code[from..until].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
            code.code.replace_range(from..until, &blank);
        }
        code
    }
}

/// Rust code whose comments and texts are blanks.
#[derive(Default)]
pub struct Code {
    /// The code; lines stay where they were.
    pub code: String,
    /// The texts in quotes, each with the line where it begins.
    pub texts: Vec<(usize, String)>,
}

/// The line of a place, counted from 1.
pub fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// From `#[cfg(test)]` to the end of the item that follows it.
fn test_module(code: &str) -> Option<(usize, usize)> {
    let from = code.find("#[cfg(test)]")?;
    let rest = &code[from..];
    let open = rest.find('{').unwrap_or(rest.len());
    let semicolon = rest.find(';').unwrap_or(rest.len());
    if semicolon < open {
        return Some((from, from + semicolon));
    }
    let mut depth = 0usize;
    for (at, c) in rest.char_indices().skip_while(|(at, _)| *at < open) {
        match c {
            '{' => depth += 1,
            '}' if depth <= 1 => return Some((from, from + at + 1)),
            '}' => depth -= 1,
            _ => {}
        }
    }
    Some((from, code.len()))
}

/// Blanks comments, texts and characters. Good enough for code that rustfmt has seen.
fn lex(text: &str) -> Code {
    let mut out = Code::default();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = token(rest);
        let (this, next) = rest.split_at(length);
        let is_text = length > 1 && (c == '"' || (matches!(c, 'r' | 'b') && this.ends_with(['"', '#'])));
        if is_text {
            let line = line_of(&out.code, out.code.len());
            out.texts.push((line, this.trim_matches(['r', 'b', '#', '"']).to_owned()));
        }
        if is_text || this.starts_with("//") || this.starts_with("/*") || (c == '\'' && length > 1) {
            out.code.extend(this.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        } else {
            out.code.push_str(this);
        }
        rest = next;
    }
    out
}

/// The length of what begins here: a comment, a text, a character, a word, or one sign.
fn token(rest: &str) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return rest.find("*/").map_or(rest.len(), |at| at + 2);
    }
    let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    let (prefix, after) = rest.split_at(word);
    if matches!(prefix, "r" | "br") && (after.starts_with('"') || after.starts_with("#\"") || after.starts_with("##\""))
    {
        let hashes = after.find('"').unwrap_or_default();
        let end = format!("\"{}", &after[..hashes]);
        return after[hashes + 1..].find(&end).map_or(rest.len(), |at| word + hashes + 1 + at + end.len());
    }
    if (prefix.is_empty() || prefix == "b") && after.starts_with('"') {
        return word + quoted(after);
    }
    if prefix.is_empty() && after.starts_with('\'') {
        return character(after);
    }
    word.max(rest.chars().next().map_or(1, char::len_utf8))
}

fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// `'a'` and `'\n'`, but not the `'a` of a lifetime.
fn character(text: &str) -> usize {
    let mut signs = text.char_indices().skip(1);
    match signs.next() {
        Some((_, '\\')) => text[2..].find('\'').map_or(1, |at| if at == 0 { 4 } else { at + 3 }),
        Some((_, first)) if text[1 + first.len_utf8()..].starts_with('\'') => 2 + first.len_utf8(),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_texts_and_tests_are_no_code() {
        let source = Source::sample(
            "src/a.rs",
            "// unwrap()\nlet a = \"x // \\\" y\"; let b = '\"'; let c: &'static str = r#\"z \" z\"#; let d = '\\'';\nreal();\n#[cfg(test)]\nmod tests {\n  fn f() { let g = \"}\"; hidden(); }\n}\nlast();",
        );
        let code = source.read();
        for gone in ["unwrap", "hidden", "//", "x", "z"] {
            assert!(!code.code.contains(gone), "{gone}: {}", code.code);
        }
        assert!(code.code.contains("real();") && code.code.contains("last();") && code.code.contains("&'static str"));
        assert_eq!(code.texts, [(2, "x // \\\" y".to_owned()), (2, "z \" z".to_owned())]);
        assert_eq!(line_of(&code.code, code.code.find("last").unwrap()), 8);
    }
}
