//! The code tables of the directory in the words of a page (コード表の言葉). Each word stands in `lang/*.toml`, in the section
//! `[table.…]` of its table.

use super::capability::OwnCode;
use super::capability::codes::{self, CapabilityGroup};
use super::item::Item;
use super::kind::OrganizationKind;
use super::record::Source;
use super::service_type;
use crate::platform::web::{Page, Phrase};

/// What an organisation is.
pub fn kind(page: &Page, kind: OrganizationKind) -> Phrase {
    word(page, "kind", kind.code(), kind.japanese())
}

/// A service; one that the table does not know keeps its code.
pub fn service(page: &Page, code: &str) -> Phrase {
    word(page, "service", code, service_type::by_code(code).map_or(code, |known| known.japanese))
}

/// A question of the survey: built in, or one of the hub's own. One that is neither keeps its code.
pub fn ability(page: &Page, code: &str, own: &[OwnCode]) -> Phrase {
    match own.iter().find(|own| own.code == code) {
        Some(own) if page.is_english() => page.t.as_written(&own.english),
        Some(own) => page.t.as_written(&own.japanese),
        None => word(page, "ability", code, codes::by_code(code).map_or(code, |known| known.japanese)),
    }
}

/// A heading of the survey.
pub fn group(page: &Page, group: CapabilityGroup) -> Phrase {
    word(page, "group", group.code(), group.japanese())
}

/// Who says something.
pub fn source(page: &Page, source: Source) -> Phrase {
    word(page, "source", source.code(), source.japanese())
}

/// An item of an organisation's page.
pub fn item(page: &Page, item: Item) -> Phrase {
    word(page, "item", item.code(), item.japanese())
}

fn word(page: &Page, table: &str, code: &str, japanese: &str) -> Phrase {
    page.t.of_table(table, code).unwrap_or_else(|| page.t.as_written(japanese))
}

#[cfg(test)]
mod tests {
    use super::super::service_type::SERVICE_TYPES;
    use super::codes::CAPABILITY_CODES;
    use super::*;
    use crate::platform::web::{Language, Words};

    /// Every word of the tables: table, code, the word of the trade.
    fn every_word() -> Vec<(&'static str, &'static str, &'static str)> {
        let mut all = Vec::new();
        all.extend(OrganizationKind::ALL.map(|kind| ("kind", kind.code(), kind.japanese())));
        all.extend(SERVICE_TYPES.iter().map(|service| ("service", service.code, service.japanese)));
        all.extend(CAPABILITY_CODES.iter().map(|code| ("ability", code.code, code.japanese)));
        all.extend(CapabilityGroup::ALL.map(|group| ("group", group.code(), group.japanese())));
        all.extend(Source::ALL.map(|source| ("source", source.code(), source.japanese())));
        all.extend(Item::ALL.map(|item| ("item", item.code(), item.japanese())));
        all
    }

    #[test]
    fn japanese_pages_say_what_search_and_files_say() {
        for (table, code, japanese) in every_word() {
            let page = Words::new(Language::Japanese).of_table(table, code);
            assert_eq!(page.map(|word| word.plain().into_owned()).as_deref(), Some(japanese), "[table.{table}] {code}");
        }
        for kind in OrganizationKind::ALL {
            let page = Words::new(Language::English).of_table("kind", kind.code());
            assert_eq!(page.map(|word| word.plain().into_owned()).as_deref(), Some(kind.english()));
        }
    }

    #[test]
    fn every_kanji_of_the_tables_has_its_reading() {
        for language in [Language::Japanese, Language::EasyJapanese] {
            for (table, code, _) in every_word() {
                let word = Words { language, furigana: true }.of_table(table, code).expect("it is in the table");
                let has_kanji = word.plain().contains(|c: char| ('一'..='鿿').contains(&c));
                assert!(!has_kanji || word.html().contains("<rt>"), "[table.{table}] {code}: {}", word.html());
            }
        }
    }
}
