//! What is looked for. A check is a function of one file; what it finds begins with the file and the line.

use super::source::{Source, line_of};

/// One place that is wrong: `src/a.rs:12: what`.
pub type Finding = String;

fn finding(source: &Source, line: usize, what: &str) -> Finding {
    format!("{}:{line}: {what}", source.path)
}

const LONGEST: usize = 400;

/// Longer than it may be, or shorter than its ratchet says.
pub fn too_long(source: &Source, ratchet: &[(&str, usize)]) -> Vec<Finding> {
    let lines = source.text.lines().count();
    match ratchet.iter().find(|(path, _)| *path == source.path) {
        None if lines > LONGEST => vec![finding(source, lines, "longer than 400 lines")],
        Some((_, known)) if lines > *known => {
            vec![finding(source, lines, &format!("was {known} lines long and may not grow"))]
        }
        Some((_, known)) if lines < *known => {
            vec![finding(source, lines, &format!("has fewer than {known} lines now: lower its number"))]
        }
        _ => Vec::new(),
    }
}

const ROOMS: &[&str] = &["people", "directory", "record", "form", "request", "activity"];
const DOORS: &[&str] = &["site", "desk", "family", "exchange", "sim"];

/// What a part of the house may call. `None`: no part of the house.
fn may_call(part: &str) -> Option<Vec<&'static str>> {
    let below: &[&str] = match part {
        "platform" => return Some(Vec::new()),
        "directory" => &[],
        "people" => &["directory"],
        "record" => &["people", "directory"],
        "form" => &["record", "people", "directory"],
        "request" | "activity" => &["form", "record", "people", "directory"],
        "report" => ROOMS,
        "site" | "desk" | "family" | "exchange" | "sim" => {
            &["report", "activity", "request", "form", "record", "people", "directory"]
        }
        _ => return None,
    };
    // A handler names the state of the router, which is the hub.
    Some([&["platform", "hub"], below].concat())
}

/// The parts that join the others and may know all of them.
const JOINTS: &[&str] = &["lib", "main", "hub", "commands", "testing", "architecture"];

/// Calls of a part that lies above, or beside.
pub fn calls_upwards(source: &Source) -> Vec<Finding> {
    let inside = source.path.strip_prefix("src/").unwrap_or(&source.path);
    let part = inside.split(['/', '.']).next().unwrap_or_default();
    if JOINTS.contains(&part) {
        return Vec::new();
    }
    let Some(allowed) = may_call(part) else {
        return vec![finding(source, 1, "this part of the house is not in the table of may_call")];
    };
    let is_part = |name: &str| {
        ROOMS.contains(&name) || DOORS.contains(&name) || matches!(name, "report" | "hub" | "platform" | "commands")
    };
    // A file of tests may build what it likes; it is not part of the program.
    let code = if source.path.ends_with(".rs") { source.read().code } else { source.text.clone() };
    let mut found = Vec::new();
    for (at, name) in called(&code) {
        if name != part && is_part(&name) && !allowed.contains(&name.as_str()) {
            found.push(finding(source, line_of(&code, at), &format!("{part} calls {name}")));
        }
    }
    found
}

/// The first names after `crate::`, those in braces too.
fn called(code: &str) -> Vec<(usize, String)> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices("crate") {
        let Some(rest) = code[at + 5..].trim_start().strip_prefix("::") else { continue };
        let rest = rest.trim_start();
        if let Some(group) = rest.strip_prefix('{') {
            names.extend(members(group).into_iter().map(|name| (at, name)));
        } else {
            names.push((at, name(rest)));
        }
    }
    names
}

fn name(text: &str) -> String {
    text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// `a::{b, c}, d}` → a, d.
fn members(group: &str) -> Vec<String> {
    let (mut depth, mut start, mut names) = (1, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 || (depth == 1 && c == ',') {
            names.push(name(&group[start..at]));
            start = at + 1;
        }
        if depth == 0 {
            break;
        }
    }
    names
}

/// SQL in a file that is no store.
pub fn sql_outside_stores(source: &Source, known: &[&str]) -> Vec<Finding> {
    let is_store = source.path.ends_with("/store.rs")
        || source.path.contains("/store/")
        || source.path.starts_with("crates/store/");
    if is_store || known.contains(&source.path.as_str()) {
        return Vec::new();
    }
    let texts = source.read().texts;
    texts
        .iter()
        .filter(|(_, text)| is_sql(text))
        .map(|(line, text)| finding(source, *line, text.lines().next().unwrap_or_default()))
        .collect()
}

fn is_sql(text: &str) -> bool {
    let text = text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let has = |word: &str| text.contains(word);
    let begins = |word: &str| text.starts_with(word);
    (begins("select ") && has(" from "))
        || (begins("with ") && has("(select ") && has(" from "))
        || begins("insert into ")
        || (begins("update ") && has(" set "))
        || begins("delete from ")
        || ["create table ", "create index ", "create unique index ", "alter table ", "drop table ", "drop index "]
            .iter()
            .any(|word| begins(word))
}

/// Tables whose primary key does not begin with the hub.
pub fn keys_without_hub(source: &Source) -> Vec<Finding> {
    let sql: Vec<String> =
        source.text.lines().map(|line| line.split("--").next().unwrap_or_default().to_lowercase()).collect();
    let sql = sql.join("\n");
    let mut found = Vec::new();
    for (at, _) in sql.match_indices("create table ") {
        let rest = sql[at + 13..].trim_start();
        let rest = rest.strip_prefix("if not exists ").unwrap_or(rest);
        let table = name(rest);
        let Some((_, body)) = rest.split_once('(') else { continue };
        let columns = inside(body);
        if !table.starts_with("reference_") && first_of_key(columns).as_deref() != Some("hub_id") {
            found.push(finding(source, line_of(&sql, at), &format!("the key of {table} does not begin with hub_id")));
        }
    }
    found
}

/// Up to the bracket that closes.
fn inside(body: &str) -> &str {
    let mut depth = 1;
    for (at, c) in body.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 1 => return &body[..at],
            ')' => depth -= 1,
            _ => {}
        }
    }
    body
}

/// The first column of the primary key, whether it stands by itself or beside its column.
fn first_of_key(columns: &str) -> Option<String> {
    let at = columns.find("primary key")?;
    if let Some(list) = columns[at + 11..].trim_start().strip_prefix('(') {
        return Some(name(list));
    }
    let start = columns[..at].rfind(',').map_or(0, |comma| comma + 1);
    Some(name(&columns[start..]))
}

/// `unwrap()` and `expect(`.
pub fn unwraps(source: &Source) -> Vec<Finding> {
    let code = source.read().code;
    let calls = |method: &str| -> Vec<usize> {
        let is_call = |at: &usize| code[at + method.len()..].trim_start().starts_with('(');
        code.match_indices(method).map(|(at, _)| at).filter(is_call).collect()
    };
    let places = [calls(".unwrap"), calls(".expect")].concat();
    places.into_iter().map(|at| finding(source, line_of(&code, at), "unwrap or expect")).collect()
}

/// Output that is not the business of a library, and that ends the program when its reader has left.
pub fn prints(source: &Source) -> Vec<Finding> {
    let speaks = ["src/sim", "build"].iter().any(|path| source.path.starts_with(path));
    // The bench and drill programs of a crate print by design.
    if speaks || source.path.contains("/bin/") || source.path.contains("/bench") {
        return Vec::new();
    }
    let code = source.read().code;
    let mut found = Vec::new();
    for print in ["println!", "print!", "dbg!"] {
        for (at, _) in code.match_indices(print) {
            let before = code[..at].trim_end_matches('e').chars().next_back();
            if !before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                found.push(finding(source, line_of(&code, at), print));
            }
        }
    }
    found
}

/// What the Content-Security-Policy would stop, and what is not escaped.
pub fn inline(source: &Source) -> Vec<Finding> {
    let html = source.text.to_lowercase();
    let mut found: Vec<Finding> = Vec::new();
    for (at, _) in html.match_indices('<') {
        let tag = tag(&html[at..]);
        let wrong = if tag.starts_with("<style") {
            Some("a style sheet in the page")
        } else if tag.starts_with("<script") && !(tag.contains(" src=") && tag.contains(" nonce=")) {
            Some("a script without its own file and nonce")
        } else if attributes(tag).iter().any(|name| name == "style") {
            Some("a style attribute")
        } else if attributes(tag).iter().any(|name| name.len() > 2 && name.starts_with("on")) {
            Some("a handler attribute")
        } else {
            None
        };
        found.extend(wrong.map(|what| finding(source, line_of(&html, at), what)));
    }
    for (at, _) in html.match_indices("javascript:") {
        found.push(finding(source, line_of(&html, at), "a script in a link"));
    }
    for (at, _) in html.match_indices('|').filter(|(at, _)| html[at + 1..].trim_start().starts_with("safe")) {
        found.push(finding(source, line_of(&html, at), "a value that is not escaped"));
    }
    found
}

/// Up to the `>` that is not inside quotes.
fn tag(html: &str) -> &str {
    let mut quote = None;
    for (at, c) in html.char_indices() {
        match (quote, c) {
            (None, '>') => return &html[..at],
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    html
}

/// The names of the attributes that have a value.
fn attributes(tag: &str) -> Vec<String> {
    let (mut names, mut quote, mut word) = (Vec::new(), None, String::new());
    for c in tag.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '=') => names.push(std::mem::take(&mut word)),
            (None, c) if c.is_whitespace() || c == '<' || c == '/' => word.clear(),
            (None, c) => word.push(c),
        }
    }
    names
}
