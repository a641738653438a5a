//! The code tables of people in the words of a page (コード表の言葉); they stand in `lang/*.toml`, in `[table.profession]` and its like.

use super::best_reached::Way;
use super::language;
use super::profession::Profession;
use crate::directory::hours::Reach;
use crate::platform::web::{Language, Phrase, Words};

/// A profession; a hub's own in the words of the hub.
pub fn profession(t: Words, one: &Profession) -> Phrase {
    let own = || t.as_written(if t.language == Language::English { &one.english } else { &one.japanese });
    t.of_table("profession", &one.code).unwrap_or_else(own)
}

/// A language; a tag that the table does not know keeps itself.
pub fn language(t: Words, tag: &str) -> Phrase {
    let known = || t.as_written(language::by_code(tag).map_or(tag, |spoken| spoken.japanese));
    t.of_table("language", tag).unwrap_or_else(known)
}

/// A way to reach somebody.
pub fn reach(t: Words, reach: Reach) -> Phrase {
    t.of_table("reach", reach.code()).unwrap_or_else(|| t.as_written(reach.japanese()))
}

/// A way with its hours and its note, as whoever entered it wrote them.
pub fn way(t: Words, way: &Way) -> Phrase {
    let hours = if way.is_any_time() { String::new() } else { way.hours.to_string() };
    let rest = [hours.as_str(), way.note.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    match rest.is_empty() {
        true => reach(t, way.reach),
        false => Phrase::joined(&[reach(t, way.reach), t.as_written(&rest.join(" "))], " "),
    }
}

#[cfg(test)]
mod tests {
    use super::super::language::LANGUAGES;
    use super::super::profession::PROFESSIONS;
    use super::*;

    /// What a page says for a code; nothing where the table does not have it.
    fn plain(t: Words, table: &str, code: &str) -> String {
        t.of_table(table, code).map(|word| word.plain().into_owned()).unwrap_or_default()
    }

    #[test]
    fn pages_say_what_the_tables_say() {
        let [japanese, english] = [Language::Japanese, Language::English].map(Words::new);
        for one in &PROFESSIONS {
            assert_eq!(plain(japanese, "profession", &one.code), one.japanese);
            assert_eq!(plain(english, "profession", &one.code), one.english);
        }
        for one in &LANGUAGES {
            assert_eq!(plain(japanese, "language", one.code), one.japanese);
            assert_eq!(plain(english, "language", one.code), one.english);
        }
        for one in Reach::ALL {
            assert_eq!(plain(japanese, "reach", one.code()), one.japanese());
        }
        assert_eq!(language(japanese, "tlh").plain(), "tlh");
    }
}
