//! What an operation accepts, and the words with which it refuses.

use jiff::civil::{Date, date};
use kyoten_store::Tx;
use kyoten_text::identifier::{CareOfficeNumber, CheckDigit, MedicalInstitutionCode, NotAnIdentifier};
use kyoten_text::normalize;

use super::Result;
use crate::directory::capability::codes;
use crate::directory::contact;
use crate::directory::hours::{self, Hours};
use crate::directory::kind::OrganizationKind;
use crate::directory::organization::Field;
use crate::directory::record::{Identifier, IdentifierSystem};
use crate::directory::refusal::Refused;
use crate::directory::store::survey;
use crate::directory::store::survey::By;
use crate::platform::hub_id::HubId;

/// The longest text a field takes, in characters.
pub const LONGEST_FIELD: usize = 2000;
/// The longest name, and the longest source or reason, in characters.
pub const LONGEST_NAME: usize = 200;
/// Nobody told a hub anything before this day: an earlier one is a typing error.
const FIRST_DAY: Date = date(1990, 1, 1);

pub(super) fn name(text: &str) -> Result<String> {
    let name = normalize::display_line(text);
    if name.is_empty() { Err(Refused::NameMissing) } else { within(name, LONGEST_NAME) }
}

pub(super) fn text(text: &str) -> Result<String> {
    within(normalize::display_clean(text), LONGEST_FIELD)
}

pub(super) fn line(text: &str) -> Result<String> {
    within(normalize::display_line(text), LONGEST_NAME)
}

fn within(text: String, most: usize) -> Result<String> {
    match text.chars().count() {
        has if has > most => Err(Refused::TooLong { most, has }),
        _ => Ok(text),
    }
}

pub(super) fn kana(text: &str) -> Result<Option<String>> {
    let kana = within(normalize::to_katakana(&normalize::display_line(text)), LONGEST_NAME)?;
    let reads = |c: char| matches!(c, 'ァ'..='ヺ' | 'ー' | '・' | ' ' | '　') || c.is_ascii_alphanumeric();
    match kana.chars().find(|c| !reads(*c)) {
        Some(c) => Err(Refused::NotKana(c)),
        None => Ok((!kana.is_empty()).then_some(kana)),
    }
}

pub(super) fn phone(text: &str) -> Result<Option<String>> {
    contact::phone(text).map_err(|contact::NotAPhone(text)| Refused::NotAPhone(text))
}

pub(super) fn url(text: &str) -> Result<String> {
    let url = within(text.trim().to_owned(), LONGEST_FIELD)?;
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or_default();
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    let named = host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains('@');
    let plain = !url.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '\\'));
    if url.is_empty() || (named && plain) { Ok(url) } else { Err(Refused::NotAUrl) }
}

pub(super) fn email(text: &str) -> Result<String> {
    let mail = text.trim();
    if mail.is_empty() || contact::is_mail(mail) { Ok(mail.to_owned()) } else { Err(Refused::NotAMail) }
}

/// Hours as people write them; nothing when nothing is written.
pub(super) fn opening(text: &str) -> Result<Option<Hours>> {
    let text = self::text(text)?;
    if text.is_empty() { Ok(None) } else { hours::parse_text(&text).map(Some).map_err(Refused::hours) }
}

/// A word needs somebody who said it, on a day that has come.
pub(super) fn source(source: &str, told_on: Date, by: By<'_>) -> Result<String> {
    let source = line(source)?;
    if source.is_empty() {
        return Err(Refused::SourceMissing);
    }
    day(told_on, by)?;
    Ok(source)
}

pub(super) fn day(day: Date, by: By<'_>) -> Result<()> {
    if day > crate::platform::clock::local(by.now).date() {
        return Err(Refused::DayToCome(day));
    }
    if day < FIRST_DAY { Err(Refused::DayTooOld(day)) } else { Ok(()) }
}

/// What was told earlier does not replace what was told later.
pub(super) fn not_before(told_on: Date, known: Option<Date>) -> Result<()> {
    match known {
        Some(known) if told_on < known => Err(Refused::OlderThanKnown { told: told_on, known }),
        _ => Ok(()),
    }
}

/// Why something is taken back.
pub(super) fn reason(text: &str) -> Result<String> {
    let reason = line(text)?;
    if reason.is_empty() { Err(Refused::ReasonMissing) } else { Ok(reason) }
}

/// An official number, and whether its check digit does not fit: a typing error is likely, but real numbers have it too.
pub(super) fn number(system: IdentifierSystem, text: &str) -> Result<(Identifier, bool)> {
    let bad = |why: NotAnIdentifier| Refused::BadNumber { typed: normalize::display_line(text), why };
    let (value, check) = match system {
        IdentifierSystem::CareOffice => {
            let number = CareOfficeNumber::parse(text).map_err(bad)?;
            (number.as_str().to_owned(), number.check())
        }
        IdentifierSystem::MedicalInstitution => {
            let number = MedicalInstitutionCode::parse(text).map_err(bad)?;
            (number.as_str().to_owned(), number.check())
        }
        IdentifierSystem::Navii => {
            let id = normalize::display_line(text);
            if id.is_empty() || id.len() > 13 || !id.bytes().all(|b| b.is_ascii_digit()) {
                return Err(bad(NotAnIdentifier::WrongLength { expected: 13, found: id.chars().count() }));
            }
            (id, CheckDigit::NotTestable)
        }
    };
    Ok((Identifier { system, value }, check.is_wrong()))
}

/// The kind that this word names.
pub fn kind(word: &str) -> Result<OrganizationKind> {
    let all = || OrganizationKind::ALL.into_iter();
    let by_word = || all().find(|kind| kind.japanese() == word);
    let unknown = || unknown("種類", word, all().map(OrganizationKind::code));
    OrganizationKind::from_code(word).or_else(by_word).ok_or_else(unknown)
}

/// The field that this word names.
pub fn field(word: &str) -> Result<Field> {
    let by_word = || Field::ALL.into_iter().find(|field| field.japanese() == word);
    let unknown = || unknown("項目", word, Field::ALL.into_iter().map(Field::code));
    Field::from_code(word).or_else(by_word).ok_or_else(unknown)
}

/// Checks that this is a question of the survey, built in or the hub's own, that is still asked.
pub fn capability_code(tx: &mut Tx<'_>, hub: HubId, code: &str) -> Result<()> {
    if codes::by_code(code).is_some() {
        return Ok(());
    }
    let own = survey::own_codes(tx, hub)?;
    if own.iter().any(|own| own.code == code) {
        return Ok(());
    }
    let known = codes::CAPABILITY_CODES.iter().map(|known| known.code).chain(own.iter().map(|own| own.code.as_str()));
    Err(Refused::UnknownCapability { typed: normalize::display_line(code), nearest: nearest(code, known) })
}

fn unknown(what: &'static str, typed: &str, known: impl Iterator<Item = &'static str>) -> Refused {
    Refused::UnknownWord { what, typed: normalize::display_line(typed), nearest: nearest(typed, known) }
}

/// The known word that is most like the typed one.
pub(super) fn nearest<'k>(typed: &str, known: impl Iterator<Item = &'k str>) -> String {
    let alike = |word: &&str| strsim::jaro_winkler(typed, word);
    known.max_by(|a, b| alike(a).total_cmp(&alike(b))).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_address_of_the_web_or_of_mail_is_refused() {
        for good in ["", "https://example.jp", "http://www.example.jp/a?b=c"] {
            assert!(url(good).is_ok(), "{good}");
        }
        for bad in
            ["https://", "example.jp", "javascript:alert(1)", "https://a@b.jp/", "https://.jp", "https://a.jp/<b>"]
        {
            assert!(matches!(url(bad), Err(Refused::NotAUrl)), "{bad}");
        }
        for bad in ["a@b", "a@@b.jp", "a b@c.jp", "@b.jp", "a@b.jp."] {
            assert!(matches!(email(bad), Err(Refused::NotAMail)), "{bad}");
        }
    }

    #[test]
    fn a_word_that_is_not_known_names_the_nearest() {
        let said = |refused: Refused| refused.to_string();
        assert!(said(kind("infomal").expect_err("unknown")).contains("informal"));
        assert!(said(field("tel").expect_err("unknown")).contains("という項目はありません"));
        assert_eq!(field("電話番号").expect("known"), Field::Phone);
    }

    #[test]
    fn a_number_is_read_and_a_wrong_check_digit_is_pointed_at() {
        let (number, odd) = self::number(IdentifierSystem::CareOffice, "１３６０４９０００５").expect("a number");
        assert_eq!(number.value, "1360490005");
        let (_, other) = self::number(IdentifierSystem::CareOffice, "1360490006").expect("a number");
        assert_ne!(odd, other, "one of two numbers that differ in the check digit is odd");
        assert!(self::number(IdentifierSystem::CareOffice, "123").is_err());
        assert!(self::number(IdentifierSystem::Navii, "abc").is_err());
    }
}
