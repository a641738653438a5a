//! The catalogue of words: `lang/*.toml` becomes one method per key. What differs between the languages fails the build.
//!
//! A text may hold
//! * `{name}`: a placeholder, an argument of the method;
//! * `{n|one place|{n} places}`: the first form when `n` is one, else the second;
//! * `[開|ひら]く`: kanji with their reading. A text gives the reading of all its kanji or of none; easy Japanese always of all;
//! * `[汐見野|ja]`, in English only: words that stay Japanese and are marked as such. Other kana and kanji are refused there.
//!
//! The sections `[table.kind]`, `[table.service]` … hold the words of code tables: `t.of_table("kind", "hospital")`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Words as they are.
    Text(String),
    /// Kanji and their reading.
    Ruby(String, String),
    /// Japanese words in an English text.
    Japanese(String),
    /// A placeholder.
    Value(String),
    /// A placeholder that chooses: the form for one, the form for the others.
    Count(String, Vec<Part>, Vec<Part>),
}

/// The methods of `Words` for the three catalogues, or one sentence that names the key and the file.
pub fn generate(ja: &str, easy: &str, en: &str) -> Result<String, String> {
    let ja = catalogue("lang/ja.toml", ja)?;
    let easy = catalogue("lang/ja-easy.toml", easy)?;
    let en = catalogue("lang/en.toml", en)?;
    same_keys(&ja, &easy, &en)?;

    let mut rust = String::from("impl Words {\n");
    let mut tables = String::new();
    for (key, text) in &ja {
        let easy = easy.get(key).unwrap_or(text);
        let names = names(text);
        same_names("lang/ja-easy.toml", key, &names, easy)?;
        same_names("lang/en.toml", key, &names, &en[key])?;
        if has_ruby(&en[key]) {
            return Err(format!("lang/en.toml: {key} has furigana"));
        }
        readings("lang/ja.toml", key, text, false)?;
        readings("lang/ja-easy.toml", key, easy, easy != text)?;
        only_marked_japanese(key, &en[key])?;
        match key.strip_prefix("table_").and_then(|rest| rest.split_once('_')) {
            Some((table, code)) if names.is_empty() => row(&mut tables, table, code, [text, easy, &en[key]]),
            Some(_) => {
                return Err(format!("lang/ja.toml: {key} has a placeholder, which the word of a table cannot have"));
            }
            None => method(&mut rust, key, &names, [text, easy, &en[key]]),
        }
    }
    let _ = writeln!(
        rust,
        "    /// The word of a code in a table of codes; `None`: it is not in the table.\n    \
         pub fn of_table(self, table: &str, code: &str) -> Option<Phrase> {{\n        \
         let forms = match (table, code) {{\n{tables}            _ => return None,\n        }};\n        \
         Some(Phrase::fixed(self.pick(forms)))\n    }}"
    );
    rust.push_str("}\n");
    Ok(rust)
}

type Catalogue = BTreeMap<String, Vec<Part>>;

fn catalogue(file: &str, text: &str) -> Result<Catalogue, String> {
    let table: toml::Table = toml::from_str(text).map_err(|e| format!("{file} cannot be read: {e}"))?;
    let mut texts = Catalogue::new();
    collect(file, "", &table, &mut texts)?;
    Ok(texts)
}

fn collect(file: &str, prefix: &str, table: &toml::Table, texts: &mut Catalogue) -> Result<(), String> {
    for (key, value) in table {
        let key = if prefix.is_empty() { key.clone() } else { format!("{prefix}_{key}") };
        if !is_name(&key) {
            return Err(format!("{file}: the key {key} is not in small letters"));
        }
        match value {
            toml::Value::Table(inner) => collect(file, &key, inner, texts)?,
            toml::Value::String(text) => {
                let parts = parse(text).map_err(|reason| format!("{file}: {key}: {reason}"))?;
                if texts.insert(key.clone(), parts).is_some() {
                    return Err(format!("{file}: {key} is there twice"));
                }
            }
            _ => return Err(format!("{file}: {key} is not a text")),
        }
    }
    Ok(())
}

fn same_keys(ja: &Catalogue, easy: &Catalogue, en: &Catalogue) -> Result<(), String> {
    if let Some(key) = ja.keys().find(|key| !en.contains_key(*key)) {
        return Err(format!("lang/en.toml: {key} is missing"));
    }
    if let Some(key) = en.keys().find(|key| !ja.contains_key(*key)) {
        return Err(format!("lang/ja.toml: {key} is missing"));
    }
    match easy.keys().find(|key| !ja.contains_key(*key)) {
        Some(key) => Err(format!("lang/ja-easy.toml: {key} is not in lang/ja.toml")),
        None => Ok(()),
    }
}

fn same_names(file: &str, key: &str, wanted: &[String], parts: &[Part]) -> Result<(), String> {
    let found = names(parts);
    let listed = |names: &[String]| names.iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(" ");
    if wanted.iter().all(|name| found.contains(name)) && found.len() == wanted.len() {
        return Ok(());
    }
    Err(format!("{file}: {key} has the placeholders “{}”, lang/ja.toml has “{}”", listed(&found), listed(wanted)))
}

/// A text with furigana gives the reading of all its kanji.
fn readings(file: &str, key: &str, parts: &[Part], always: bool) -> Result<(), String> {
    if flat(parts).iter().any(|part| matches!(part, Part::Japanese(_))) {
        return Err(format!("{file}: {key}: all of it is Japanese, […|ja] is for English"));
    }
    if !always && !has_ruby(parts) {
        return Ok(());
    }
    let bare = flat(parts).into_iter().find_map(|part| match part {
        Part::Text(text) => text.chars().find(|c| is_kanji(*c)),
        _ => None,
    });
    bare.map_or(Ok(()), |kanji| Err(format!("{file}: {key}: {kanji} has no reading, write [{kanji}|よみ]")))
}

/// English is English: what stays Japanese says so.
fn only_marked_japanese(key: &str, parts: &[Part]) -> Result<(), String> {
    let stray = flat(parts).into_iter().find_map(|part| match part {
        Part::Text(text) => text.chars().find(|c| is_kanji(*c) || is_kana(*c)),
        _ => None,
    });
    stray.map_or(Ok(()), |stray| Err(format!("lang/en.toml: {key}: {stray} is Japanese, write [{stray}|ja]")))
}

/// Reads one text.
pub fn parse(text: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}', '[', ']']) {
        if at > 0 {
            parts.push(Part::Text(rest[..at].to_owned()));
        }
        rest = &rest[at..];
        let inner = inner(rest).ok_or_else(|| format!("a bracket is open or stands alone at “{rest}”"))?;
        parts.push(if rest.starts_with('{') { placeholder(inner)? } else { ruby(inner)? });
        rest = &rest[inner.len() + 2..];
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    Ok(parts)
}

/// What stands between the bracket `text` begins with and its partner.
fn inner(text: &str) -> Option<&str> {
    let mut depth = 0;
    for (at, character) in text.char_indices() {
        match character {
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            _ => {}
        }
        if depth <= 0 {
            return text.get(1..at);
        }
    }
    None
}

fn placeholder(inner: &str) -> Result<Part, String> {
    let name = inner.split('|').next().unwrap_or_default();
    if !is_name(name) {
        return Err(format!("{{{inner}}} is not a placeholder"));
    }
    match choices(inner)[..] {
        [_] => Ok(Part::Value(name.to_owned())),
        [_, one, other] => Ok(Part::Count(name.to_owned(), parse(one)?, parse(other)?)),
        _ => Err(format!("{{{inner}}} needs a form for one and a form for the others")),
    }
}

/// Splits at each `|` outside brackets.
fn choices(inner: &str) -> Vec<&str> {
    let mut depth = 0;
    inner
        .split(|character| {
            match character {
                '{' | '[' => depth += 1,
                '}' | ']' => depth -= 1,
                _ => {}
            }
            character == '|' && depth == 0
        })
        .collect()
}

fn ruby(inner: &str) -> Result<Part, String> {
    match inner.split_once('|') {
        Some((words, "ja")) if !words.is_empty() => Ok(Part::Japanese(words.to_owned())),
        Some((base, reading)) if base.chars().any(is_kanji) && !reading.is_empty() && reading.chars().all(is_kana) => {
            Ok(Part::Ruby(base.to_owned(), reading.to_owned()))
        }
        _ => Err(format!("[{inner}] is not furigana like [開|ひら]")),
    }
}

fn is_kanji(character: char) -> bool {
    matches!(character, '々' | '〆' | '㐀'..='䶿' | '一'..='鿿' | '豈'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

fn is_kana(character: char) -> bool {
    matches!(character, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー')
}

fn is_name(name: &str) -> bool {
    const RESERVED: [&str; 18] = [
        "as", "box", "do", "else", "for", "if", "in", "let", "loop", "match", "move", "mut", "ref", "self", "type",
        "use", "where", "while",
    ];
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !RESERVED.contains(&name)
}

/// The placeholders in order of first appearance.
fn names(parts: &[Part]) -> Vec<String> {
    let mut names = Vec::new();
    for part in flat(parts) {
        if let Part::Value(name) | Part::Count(name, ..) = part
            && !names.contains(name)
        {
            names.push(name.clone());
        }
    }
    names
}

fn has_ruby(parts: &[Part]) -> bool {
    flat(parts).iter().any(|part| matches!(part, Part::Ruby(..)))
}

/// The parts and those inside them.
fn flat(parts: &[Part]) -> Vec<&Part> {
    let mut all = Vec::new();
    for part in parts {
        all.push(part);
        if let Part::Count(_, one, other) = part {
            all.extend(flat(one));
            all.extend(flat(other));
        }
    }
    all
}

/// The forms that `Words::pick` chooses from, with whether the readings are shown.
fn five([ja, easy, en]: [&[Part]; 3]) -> [(&[Part], bool); 5] {
    [(ja, false), (ja, true), (easy, false), (easy, true), (en, false)]
}

/// A text without placeholders as a Rust literal.
fn fixed(parts: &[Part], furigana: bool) -> String {
    let html = html(parts, furigana);
    // in one element, so that it stays one item in a button or another row of boxes
    let html = if furigana && has_ruby(parts) { format!("<span>{html}</span>") } else { html };
    format!("{html:?}")
}

/// Writes the arm of one code of a table.
fn row(rust: &mut String, table: &str, code: &str, texts: [&[Part]; 3]) {
    let forms = five(texts).map(|(parts, furigana)| fixed(parts, furigana)).join(", ");
    let _ = writeln!(rust, "            ({table:?}, {code:?}) => [{forms}],");
}

/// Writes one method.
fn method(rust: &mut String, key: &str, names: &[String], [ja, easy, en]: [&[Part]; 3]) {
    let forms = five([ja, easy, en]);
    let title = shown(ja).replace('`', "'").replace('\n', " ");
    let _ = writeln!(rust, "    /// `{title}`");
    if names.is_empty() {
        let forms = forms.map(|(parts, furigana)| fixed(parts, furigana));
        let _ = writeln!(
            rust,
            "    pub fn {key}(self) -> Phrase {{\n        Phrase::fixed(self.pick([{}]))\n    }}",
            forms.join(", ")
        );
        return;
    }
    let forms = forms.map(|(parts, furigana)| {
        let pieces = pieces(parts, furigana, names);
        if furigana && has_ruby(parts) {
            format!("&[Piece::Html(\"<span>\"), {pieces}, Piece::Html(\"</span>\")]")
        } else {
            format!("&[{pieces}]")
        }
    });
    let arguments: String = names.iter().map(|name| format!(", {name}: impl Fill")).collect();
    let values: Vec<String> = names.iter().map(|name| format!("&{name}")).collect();
    let _ = writeln!(
        rust,
        "    pub fn {key}(self{arguments}) -> Phrase {{\n        \
         Phrase::filled(self.pick::<&'static [Piece]>([{}]), &[{}])\n    }}",
        forms.join(", "),
        values.join(", ")
    );
}

/// The parts as Rust expressions of type `Piece`, with commas between.
fn pieces(parts: &[Part], furigana: bool, names: &[String]) -> String {
    let place = |name: &String| names.iter().position(|other| other == name).unwrap_or_default();
    let mut list = Vec::new();
    let mut words = Vec::new();
    let flush = |words: &mut Vec<Part>, list: &mut Vec<String>| {
        if !words.is_empty() {
            list.push(format!("Piece::Html({:?})", html(words, furigana)));
            words.clear();
        }
    };
    for part in parts {
        match part {
            Part::Text(_) | Part::Ruby(..) | Part::Japanese(_) => words.push(part.clone()),
            Part::Value(name) => {
                flush(&mut words, &mut list);
                list.push(format!("Piece::Value({})", place(name)));
            }
            Part::Count(name, one, other) => {
                flush(&mut words, &mut list);
                let (one, other) = (pieces(one, furigana, names), pieces(other, furigana, names));
                list.push(format!("Piece::Count({}, &[{one}], &[{other}])", place(name)));
            }
        }
    }
    flush(&mut words, &mut list);
    list.join(", ")
}

/// Words as HTML.
pub fn html(parts: &[Part], furigana: bool) -> String {
    let mut html = String::new();
    for part in parts {
        match part {
            Part::Text(text) => html.push_str(&escaped(text)),
            Part::Ruby(base, reading) if furigana => {
                let _ = write!(html, "<ruby>{}<rp>(</rp><rt>{reading}</rt><rp>)</rp></ruby>", escaped(base));
            }
            Part::Ruby(base, _) => html.push_str(&escaped(base)),
            Part::Japanese(words) => {
                let _ = write!(html, "<span lang=\"ja\">{}</span>", escaped(words));
            }
            Part::Value(_) | Part::Count(..) => {}
        }
    }
    html
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// A text for the documentation.
fn shown(parts: &[Part]) -> String {
    parts.iter().fold(String::new(), |text, part| match part {
        Part::Text(words) | Part::Ruby(words, _) | Part::Japanese(words) => text + words,
        Part::Value(name) => format!("{text}{{{name}}}"),
        Part::Count(_, _, other) => text + &shown(other),
    })
}
