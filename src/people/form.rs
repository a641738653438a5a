//! What somebody types about a member, and what is made of it. Nothing typed is lost: a refusal leaves the form as it is.

use kyoten_text::name::{NotAPersonName, compared_account, own_kana, person_kana, person_name};
use kyoten_text::normalize::{display_line, narrow};

use super::best_reached::{LONGEST_NOTE, MOST_WAYS, Way};
use super::history::MemberField;
use super::language;
use super::member::Particulars;
use super::profession::{self, Profession};
use super::refusal::Refused;
use crate::directory::contact;
use crate::directory::hours::{self, Hours, Reach};

/// The most professions somebody has.
pub const MOST_PROFESSIONS: usize = 8;
/// The most languages somebody speaks.
pub const MOST_LANGUAGES: usize = 10;
/// A chosen name for signing in has at least so many characters.
pub const SHORTEST_SIGN_IN: usize = 3;
/// And at most so many.
pub const LONGEST_SIGN_IN: usize = 40;

/// A person as he was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberForm {
    /// 氏名.
    pub name: String,
    /// よみがな, of either kind of kana.
    pub kana: String,
    /// 職種, by code.
    pub professions: Vec<String>,
    /// サインイン名; empty: the e-mail address.
    pub sign_in: String,
    /// メールアドレス; may be empty when a name for signing in was chosen.
    pub email: String,
    /// 電話.
    pub phone: String,
    /// Whether colleagues see telephone and e-mail address.
    pub shows_contact: bool,
    /// 話せる言葉, by tag, the best one first.
    pub languages: Vec<String>,
    /// 連絡のとりかた, the best way first.
    pub best_reached: Vec<WayForm>,
}

/// A way to reach somebody, as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayForm {
    /// By telephone, by fax …
    pub reach: Reach,
    /// In the notation of [`hours::parse_text`]; empty: at any time.
    pub hours: String,
    /// Anything else.
    pub note: String,
}

impl Default for MemberForm {
    fn default() -> Self {
        Self {
            name: String::new(),
            kana: String::new(),
            professions: Vec::new(),
            sign_in: String::new(),
            email: String::new(),
            phone: String::new(),
            shows_contact: true,
            languages: vec!["ja".to_owned()],
            best_reached: Vec::new(),
        }
    }
}

impl MemberForm {
    /// The form with what is known filled in.
    pub fn of(known: &Particulars) -> Self {
        let way = |way: &Way| WayForm {
            reach: way.reach,
            hours: if way.is_any_time() { String::new() } else { way.hours.to_string() },
            note: way.note.clone(),
        };
        Self {
            name: known.name.clone(),
            kana: known.kana.clone(),
            professions: known.professions.clone(),
            sign_in: known.sign_in.clone(),
            email: known.email.clone().unwrap_or_default(),
            phone: known.phone.clone().unwrap_or_default(),
            shows_contact: known.shows_contact,
            languages: known.languages.clone(),
            best_reached: known.best_reached.iter().map(way).collect(),
        }
    }

    /// What is known of the person then, or what is to be mended first. `own` are the professions that the hub added.
    pub fn checked(&self, own: &[Profession]) -> Result<Particulars, Refused> {
        let name = person_name(&self.name).map_err(|why| of_name(why, MemberField::Name))?;
        let email = checked_email(&self.email)?;
        Ok(Particulars {
            kana: checked_kana(&self.kana, &name)?,
            name,
            professions: self.checked_professions(own)?,
            sign_in: checked_sign_in(&self.sign_in, email.as_deref())?,
            email,
            phone: contact::phone(&self.phone).map_err(|contact::NotAPhone(text)| Refused::NotAPhone(text))?,
            shows_contact: self.shows_contact,
            languages: self.checked_languages()?,
            best_reached: self.checked_ways()?,
        })
    }

    fn checked_professions(&self, own: &[Profession]) -> Result<Vec<String>, Refused> {
        let codes = each_once(&self.professions);
        if let Some(unknown) =
            codes.iter().find(|code| profession::by_code(code).is_none() && own.iter().all(|one| one.code != **code))
        {
            return Err(Refused::UnknownProfession(unknown.clone()));
        }
        match codes.len() {
            0 => Err(Refused::ProfessionMissing),
            has if has > MOST_PROFESSIONS => {
                Err(Refused::TooMany { field: MemberField::Professions, most: MOST_PROFESSIONS, has })
            }
            _ => Ok(codes),
        }
    }

    fn checked_languages(&self) -> Result<Vec<String>, Refused> {
        let tags = each_once(&self.languages);
        if let Some(unknown) = tags.iter().find(|tag| language::by_code(tag).is_none()) {
            return Err(Refused::UnknownLanguage(unknown.clone()));
        }
        match tags.len() {
            has if has > MOST_LANGUAGES => {
                Err(Refused::TooMany { field: MemberField::Languages, most: MOST_LANGUAGES, has })
            }
            _ => Ok(tags),
        }
    }

    fn checked_ways(&self) -> Result<Vec<Way>, Refused> {
        let has = self.best_reached.len();
        if has > MOST_WAYS {
            return Err(Refused::TooMany { field: MemberField::BestReached, most: MOST_WAYS, has });
        }
        let way = |typed: &WayForm| {
            let hours = if typed.hours.trim().is_empty() {
                Hours::default()
            } else {
                hours::parse_text(&typed.hours).map_err(Refused::Hours)?
            };
            let note = checked_line(&typed.note, MemberField::BestReached, LONGEST_NOTE)?;
            Ok(Way { reach: typed.reach, hours, note })
        };
        self.best_reached.iter().map(way).collect()
    }
}

/// One line of text, not too long.
pub fn checked_line(text: &str, field: MemberField, most: usize) -> Result<String, Refused> {
    let line = display_line(text);
    match line.chars().count() {
        has if has > most => Err(Refused::TooLong { field, most, has }),
        _ => Ok(line),
    }
}

fn each_once(codes: &[String]) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for code in codes.iter().map(|code| code.trim()).filter(|code| !code.is_empty()) {
        if !once.iter().any(|known| known == code) {
            once.push(code.to_owned());
        }
    }
    once
}

fn of_name(why: NotAPersonName, field: MemberField) -> Refused {
    match why {
        NotAPersonName::Empty => Refused::NameMissing,
        NotAPersonName::TooLong { most, has } => Refused::TooLong { field, most, has },
        NotAPersonName::NoLetter(c) if field == MemberField::Kana => Refused::NotKana(c),
        NotAPersonName::NoLetter(c) => Refused::NotInName(c),
    }
}

/// A name in kana or Latin letters reads itself; any other needs its reading, or nobody finds it in a list.
fn checked_kana(typed: &str, name: &str) -> Result<String, Refused> {
    let kana = person_kana(typed).map_err(|why| of_name(why, MemberField::Kana))?;
    if kana.is_empty() { own_kana(name).ok_or(Refused::KanaMissing) } else { Ok(kana) }
}

fn checked_email(typed: &str) -> Result<Option<String>, Refused> {
    let email: String = display_line(typed).chars().map(narrow).collect();
    match email.as_str() {
        "" => Ok(None),
        mail if contact::is_mail(mail) => Ok(Some(email)),
        _ => Err(Refused::NotAMail),
    }
}

/// The e-mail address, or a chosen name of plain letters that every keyboard has and nobody mistakes.
fn checked_sign_in(typed: &str, email: Option<&str>) -> Result<String, Refused> {
    let chosen = compared_account(typed);
    let mail = email.map(compared_account);
    if chosen.is_empty() {
        return mail.ok_or(Refused::SignInMissing);
    }
    if chosen.contains('@') {
        return if mail.as_deref() == Some(&chosen) { Ok(chosen) } else { Err(Refused::SignInIsOtherMail) };
    }
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_');
    if let Some(c) = chosen.chars().find(|c| !plain(*c)) {
        return Err(Refused::NotInSignIn(c));
    }
    if !(SHORTEST_SIGN_IN..=LONGEST_SIGN_IN).contains(&chosen.len()) {
        return Err(Refused::SignInLength { least: SHORTEST_SIGN_IN, most: LONGEST_SIGN_IN, has: chosen.len() });
    }
    Ok(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> MemberForm {
        MemberForm {
            name: "髙橋 花子".into(),
            kana: "タカハシ ハナコ".into(),
            professions: vec!["nurse".into(), "care_manager".into(), "nurse".into()],
            email: "Ｈanako@Example.jp".into(),
            ..MemberForm::default()
        }
    }

    #[test]
    fn what_was_typed_becomes_what_is_known() {
        let known = form().checked(&[]).unwrap();
        assert_eq!(known.kana, "たかはし はなこ");
        assert_eq!(known.professions, ["nurse", "care_manager"]);
        assert_eq!((known.email.as_deref(), known.sign_in.as_str()), (Some("Hanako@Example.jp"), "hanako@example.jp"));
        assert_eq!(known.keys().name, "高橋花子");
        assert_eq!(MemberForm::of(&known).checked(&[]).unwrap(), known, "the filled form says the same");
    }

    #[test]
    fn each_refusal_names_what_is_to_be_mended() {
        let with = |change: fn(&mut MemberForm)| {
            let mut form = form();
            change(&mut form);
            let refused = form.checked(&[]).unwrap_err();
            format!("{refused:?}")
        };
        for (change, why) in [
            ((|f| f.name = "  ".into()) as fn(&mut MemberForm), "NameMissing"),
            (|f| f.name = "佐藤🌸".into(), "NotInName('🌸')"),
            (|f| f.name = "あ".repeat(61), "TooLong { field: Name, most: 60, has: 61 }"),
            (|f| f.kana = String::new(), "KanaMissing"),
            (|f| f.kana = "高橋".into(), "NotKana('高')"),
            (|f| f.professions.clear(), "ProfessionMissing"),
            (|f| f.professions = vec!["wizard".into()], "UnknownProfession(\"wizard\")"),
            (|f| f.email = "hanako".into(), "NotAMail"),
            (|f| f.email = String::new(), "SignInMissing"),
            (|f| f.sign_in = "ha".into(), "SignInLength { least: 3, most: 40, has: 2 }"),
            (|f| f.sign_in = "hаnako".into(), "NotInSignIn('а')"),
            (|f| f.sign_in = "花子".into(), "NotInSignIn('花')"),
            (|f| f.sign_in = "other@example.jp".into(), "SignInIsOtherMail"),
            (|f| f.phone = "12".into(), "NotAPhone(\"12\")"),
            (|f| f.languages = vec!["xx".into()], "UnknownLanguage(\"xx\")"),
            (
                |f| {
                    f.best_reached =
                        vec![WayForm { reach: Reach::Phone, hours: "いつか".into(), note: String::new() }]
                },
                "Hours(",
            ),
        ] {
            let refused = with(change);
            assert!(refused.starts_with(why), "{refused} instead of {why}");
        }
    }

    #[test]
    fn a_chosen_name_is_compared_in_one_form() {
        let chosen = MemberForm { sign_in: " Ｈａｎａｋｏ．Ｔ ".into(), email: String::new(), ..form() };
        assert_eq!(chosen.checked(&[]).unwrap().sign_in, "hanako.t");
    }

    #[test]
    fn a_name_in_kana_reads_itself() {
        let kana = MemberForm { name: "さくら はな".into(), kana: String::new(), ..form() };
        assert_eq!(kana.checked(&[]).unwrap().kana, "さくら はな");
    }

    #[test]
    fn a_profession_of_the_hub_is_known_to_it() {
        let own = Profession {
            code: "own_acupuncturist".into(),
            japanese: "はり師".into(),
            reading: "はりし".into(),
            english: "Acupuncturist".into(),
        };
        let form = MemberForm { professions: vec!["own_acupuncturist".into()], ..form() };
        assert!(form.checked(&[]).is_err());
        assert_eq!(form.checked(&[own]).unwrap().professions, ["own_acupuncturist"]);
    }
}
