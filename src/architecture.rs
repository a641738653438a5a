//! Tests of the code's own shape (STYLE). Each check is shown a bad sample, so that it cannot fall asleep.
//!
//! A known bad habit has a ratchet: its number may fall, never rise. When it falls, lower the number here.

mod checks;
mod source;

use checks::Finding;
use source::{Source, files};

/// Files that are longer than they should be, with their length. Split them; add none.
const TOO_LONG: &[(&str, usize)] = &[];

/// Files outside of a store that hold SQL. Move it; add none.
const SQL_ELSEWHERE: &[&str] = &[];

/// `unwrap()` and `expect(…)` outside of tests: each should be a thing that cannot happen.
const UNWRAPS: usize = 26;

fn rust() -> Vec<Source> {
    let mut all = files("src", ".rs");
    all.extend(files("crates", ".rs"));
    all.extend(files("build", ".rs"));
    assert!(all.len() > 20, "the sources were not found");
    all
}

fn main_crate() -> Vec<Source> {
    files("src", ".rs")
}

fn templates() -> Vec<Source> {
    files("src", ".html")
}

/// Runs a check over files and fails with everything it found.
fn none(check: impl Fn(&Source) -> Vec<Finding>, over: &[Source], advice: &str) {
    let found: Vec<Finding> = over.iter().flat_map(check).collect();
    assert!(found.is_empty(), "{advice}\n{}", found.join("\n"));
}

/// The control: a check must find something in a bad sample and nothing in a good one.
fn finds(check: impl Fn(&Source) -> Vec<Finding>, path: &str, bad: &[&str], good: &[&str]) {
    for text in bad {
        assert!(!check(&Source::sample(path, text)).is_empty(), "the check does not see: {text}");
    }
    for text in good {
        let found = check(&Source::sample(path, text));
        assert!(found.is_empty(), "the check is wrong about: {text}\n{}", found.join("\n"));
    }
}

#[test]
fn no_file_is_longer_than_400_lines() {
    finds(|s| checks::too_long(s, &[]), "src/a.rs", &[&"x\n".repeat(401)], &[&"x\n".repeat(400)]);
    finds(
        |s| checks::too_long(s, &[("src/a.rs", 500)]),
        "src/a.rs",
        &[&"x\n".repeat(501), &"x\n".repeat(499)],
        &[&"x\n".repeat(500)],
    );
    none(|s| checks::too_long(s, TOO_LONG), &rust(), "Split these files:");
    let all = rust();
    for (path, _) in TOO_LONG {
        assert!(all.iter().any(|source| source.path == *path), "{path} is gone: take it off the list");
    }
}

#[test]
fn rooms_call_only_downwards_and_the_platform_knows_none() {
    finds(
        checks::calls_upwards,
        "src/directory/pages.rs",
        &[
            "use crate::request::engine;",
            "fn f() { crate::record::patients(); }",
            "use crate::{platform::Id, activity};",
            "use crate::{\n    platform::{self, Id},\n    site::search,\n};",
            "pub use crate :: site;",
        ],
        &[
            "use crate::platform::Id;",
            "use crate::directory::kind;",
            "// crate::request",
            "use crate::hub::Hub;",
            "use crate::{platform::{Id, Clock}, directory};",
        ],
    );
    finds(
        checks::calls_upwards,
        "src/platform/web/mod.rs",
        &["use crate::directory::kind;", "use crate::hub::Hub;"],
        &["use crate::platform::Id;"],
    );
    finds(
        checks::calls_upwards,
        "src/platform/web/base.html",
        &["{{ crate::site::NAME }}"],
        &["{{ crate::platform::web::NAME }}"],
    );
    finds(checks::calls_upwards, "src/site.rs", &["use crate::family::door;"], &["use crate::report::profile;"]);
    finds(checks::calls_upwards, "src/unheard_of/mod.rs", &["use crate::platform::Id;"], &[]);
    none(checks::calls_upwards, &main_crate(), "A room calls only rooms below it (DESIGN, Who may call whom):");
    none(checks::calls_upwards, &templates(), "A template calls only rooms below its own:");
}

#[test]
fn sql_stands_only_in_stores() {
    finds(
        |s| checks::sql_outside_stores(s, &[]),
        "src/directory/pages.rs",
        &[
            "tx.query(\"select id from place\")",
            "tx.batch(r#\"insert into place values (1)\"#)",
            "x(\"update place\n set a = 1\")",
            "x(\"  DELETE FROM place\")",
            "x(\"create table x (a text)\")",
            "x(\"with a as (select 1 from b) select * from a\")",
        ],
        &[
            "say(\"select the place\")",
            "say(\"update your record\")",
            "// select id from place",
            "#[cfg(test)]\nmod tests { fn f() { x(\"select id from place\") } }",
        ],
    );
    for store in
        ["src/directory/store.rs", "src/directory/store/place.rs", "crates/store/src/tx.rs", "src/directory/tests.rs"]
    {
        finds(|s| checks::sql_outside_stores(s, &[]), store, &[], &["tx.query(\"select id from place\")"]);
    }
    none(|s| checks::sql_outside_stores(s, SQL_ELSEWHERE), &rust(), "Move this SQL into the store of its slice:");
    let all = rust();
    for path in SQL_ELSEWHERE {
        let source = all.iter().find(|source| source.path == *path);
        assert!(
            source.is_some_and(|s| !checks::sql_outside_stores(s, &[]).is_empty()),
            "{path} holds no SQL any more: take it off the list"
        );
    }
}

#[test]
fn every_key_begins_with_the_hub() {
    finds(
        checks::keys_without_hub,
        "migrations/0001_a.sql",
        &[
            "create table place (id bytea primary key);",
            "create table place (\n  hub_id bytea not null, -- the hub, first\n  id bytea not null,\n  primary key (id, hub_id)\n);",
            "create table place (hub_id bytea, id bytea);",
            "CREATE TABLE IF NOT EXISTS place (id bytea PRIMARY KEY, hub_id bytea);",
        ],
        &[
            "create table place (hub_id bytea not null, id bytea check (length(id) > 0), primary key (hub_id, id)) strict;",
            "create table hub (hub_id bytea primary key, name text);",
            "create table reference_holiday (day text primary key);",
            "-- create table place (id bytea primary key);",
            "create virtual table words using fts5 (a);",
        ],
    );
    let migrations = files("migrations", ".sql");
    none(checks::keys_without_hub, &migrations, "The primary key of every table but reference_* begins with hub_id:");
}

#[test]
fn unwraps_become_fewer() {
    finds(
        checks::unwraps,
        "src/a.rs",
        &["a.unwrap();", "a.expect(\"b\");", "a\n .unwrap ();"],
        &[
            "a.unwrap_or(1)",
            "// a.unwrap()",
            "#[expect(dead_code)]",
            "#[cfg(test)]\nmod tests { fn f() { a.unwrap(); } }",
        ],
    );
    let found: Vec<Finding> = rust().iter().flat_map(checks::unwraps).collect();
    assert!(
        found.len() <= UNWRAPS,
        "{} unwraps instead of {UNWRAPS}; say what goes wrong instead:\n{}",
        found.len(),
        found.join("\n")
    );
    assert!(found.len() == UNWRAPS, "there are only {} unwraps left: lower UNWRAPS", found.len());
}

#[test]
fn templates_have_no_inline_style_script_or_handler() {
    finds(
        checks::inline,
        "src/site/a.html",
        &[
            "<p style=\"color:red\">",
            "<style>",
            "<script>x()</script>",
            "<script src=\"/a.js\">",
            "<a href=\"javascript:x()\">",
            "<b onclick='x()'>",
            "<b\n  ONLOAD=x>",
            "{{ name|safe }}",
            "{{ name | safe }}",
        ],
        &[
            "<p class=\"style\">",
            "<script src=\"{{ a }}\" nonce=\"{{ page.nonce }}\" defer></script>",
            "<p>on=1</p>",
            "<input name=\"on\" value=\"style=\">",
        ],
    );
    none(checks::inline, &templates(), "The Content-Security-Policy forbids this, or it is not escaped:");
}

#[test]
fn every_word_of_the_catalogue_is_said_somewhere() {
    let said = |catalogue: &str, sources: &[Source]| {
        let words: toml::Table = toml::from_str(catalogue).expect("the catalogue is TOML");
        let sections = words.iter().filter_map(|(section, words)| Some((section, words.as_table()?)));
        // The words of tables are asked for by their code.
        let keys = sections
            .filter(|(section, _)| *section != "table")
            .flat_map(|(section, words)| words.keys().map(move |key| format!("{section}_{key}")));
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let called = sources.iter().flat_map(|source| source.text.split('('));
        let called = called.filter_map(|before| before.rsplit(|c| !is_name(c)).next());
        let named = sources.iter().flat_map(|source| source.text.split("Words::").skip(1));
        let named = named.filter_map(|after| after.split(|c| !is_name(c)).next());
        let said: std::collections::HashSet<&str> = called.chain(named).collect();
        keys.filter(|word| !said.contains(word.as_str())).collect::<Vec<_>>()
    };
    let sample = [Source::sample("src/site/a.html", "{{ page.t.a_said() }}")];
    assert_eq!(said("[a]\nsaid = \"x\"\nunsaid = \"x\"\n[table.kind]\nx = \"x\"", &sample), ["a_unsaid"]);
    let pages: Vec<Source> = main_crate().into_iter().chain(templates()).collect();
    let unsaid = said(include_str!("../lang/ja.toml"), &pages);
    assert!(unsaid.is_empty(), "no page says these words; take them out of lang/*.toml:\n{}", unsaid.join("\n"));
}

#[test]
fn only_commands_say_prints() {
    finds(
        checks::prints,
        "src/commands/a.rs",
        &["println!(\"a\");", "eprint!(\"a\");", "std::print!(\"a\");"],
        &["writeln!(f, \"a\")", "// println!(\"a\")", "pretty_print!(a)"],
    );
    finds(checks::prints, "build/a.rs", &[], &["println!(\"a\");"]);
    none(checks::prints, &rust(), "Log this (tracing), return it, or in a command say! it:");
}

#[test]
fn nobody_leaves_the_clock_and_the_ids_of_the_platform_out() {
    let settings = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/clippy.toml")).unwrap_or_default();
    for method in ["std::time::SystemTime::now", "jiff::Timestamp::now", "jiff::Zoned::now", "uuid::Uuid::now_v7"] {
        assert!(settings.contains(method), "clippy.toml no longer refuses {method}");
    }
}
