//! Reading the table of needs. Whatever cannot be read says in which line, and how to mend it.

use std::collections::BTreeSet;
use std::fmt;

use kyoten_text::normalize::{okurigana_keys, search_key};

use super::super::super::capability::codes::CAPABILITY_CODES;
use super::super::super::hours::Day;
use super::super::super::kind::OrganizationKind;
use super::super::super::service_type::SERVICE_TYPES;
use super::super::query::OpenFilter;
use super::{Caution, Means, Need, Said, Spoken, Table};

/// What cannot be read, and in which line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unread {
    pub(super) line: usize,
    pub(super) why: String,
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}行目: {}", self.line, self.why)
    }
}

/// Reads the table.
pub(super) fn read(text: &str) -> Result<Table, Unread> {
    let mut table = Table::default();
    let mut spellings: Vec<Vec<String>> = Vec::new();
    let mut lines_of_needs: Vec<usize> = Vec::new();
    let mut open: Option<Need> = None;
    for (line, text) in (1..).zip(text.lines()) {
        let text = text.trim();
        let unread = |why: String| Unread { line, why };
        if text.is_empty() {
            table.needs.extend(open.take());
            continue;
        }
        if text.starts_with('#') {
            continue;
        }
        let Some((head, rest)) = text.split_once(':') else {
            return Err(unread(format!("「{text}」に「:」がありません。")));
        };
        let listed = || rest.split('、').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty());
        let need = |open: &mut Option<Need>| match open {
            Some(_) => Ok(()),
            None => Err(unread(format!("「{head}」の前に「言葉」がありません。"))),
        };
        match head {
            "同じ" => spellings.push(listed().collect()),
            "つなぎ" => table.fillers.extend(listed().map(|word| search_key(&word))),
            "言葉" => {
                table.needs.extend(open.take());
                lines_of_needs.push(line);
                open = Some(Need { words: listed().collect(), ..Need::default() });
            }
            _ => {
                need(&mut open)?;
                let open = open.as_mut().ok_or_else(|| unread(head.to_owned()))?;
                of_need(open, head, rest.trim(), listed()).map_err(unread)?;
            }
        }
    }
    table.needs.extend(open.take());
    for (n, (need, line)) in table.needs.iter().zip(lines_of_needs).enumerate() {
        let unread = |why: String| Unread { line, why };
        if need.best.is_empty() {
            return Err(unread(format!("「{}」に「いちばん」がありません。", need.name())));
        }
        for word in &need.words {
            for key in writings(word, &spellings) {
                table.longest = table.longest.max(key.chars().count());
                if let Some(caution) = need.caution.filter(|_| !key.chars().all(|c| c.is_ascii_digit())) {
                    table.cautions.push((key.clone(), caution));
                }
                match table.by_key.insert(key.clone(), n) {
                    Some(other) if other != n => {
                        let name = table.needs[other].name();
                        return Err(unread(format!("「{word}」({key})は「{name}」にもあります。")));
                    }
                    _ => {}
                }
            }
        }
    }
    Ok(table)
}

fn of_need(need: &mut Need, head: &str, rest: &str, listed: impl Iterator<Item = String>) -> Result<(), String> {
    match head {
        "いちばん" => need.best = means(listed)?,
        "つぎに" => need.next = means(listed)?,
        "聞いてみる" => need.ask = means(listed)?,
        "読みかえ" => need.reads_as = rest.to_owned(),
        "または" => need.or = listed.collect(),
        "注意" => need.caution = Some(caution(rest).ok_or_else(|| format!("「{rest}」という注意はありません。"))?),
        "条件" => {
            // Which day is off next is known only when it is asked.
            let is_day_off = rest == "次の休日";
            let open = if is_day_off { "日曜日、祝日" } else { rest };
            need.best = means(open.split('、').map(str::to_owned))?;
            need.condition = Some(
                spoken(rest)
                    .or(is_day_off.then_some(Spoken::DayOff))
                    .ok_or_else(|| format!("「{rest}」という条件はありません。"))?,
            );
        }
        _ => return Err(format!("「{head}: {rest}」は読めません。")),
    }
    Ok(())
}

fn caution(name: &str) -> Option<Caution> {
    match name {
        "119" => Some(Caution::Ambulance),
        "こころの電話" => Some(Caution::Despair),
        _ => None,
    }
}

fn means(names: impl Iterator<Item = String>) -> Result<Means, String> {
    let mut means = Means::default();
    for name in names {
        add(&mut means, &name)?;
    }
    Ok(means)
}

/// Adds whatever has this name: in one table, or in every table that knows it.
fn add(means: &mut Means, name: &str) -> Result<(), String> {
    if let Some(said) = name.strip_prefix('「').and_then(|rest| rest.strip_suffix('」')) {
        means.says.push(Said { words: said.to_owned(), key: search_key(said) });
        return Ok(());
    }
    match spoken(name) {
        Some(Spoken::Open(filter)) => {
            means.open.push(filter);
            return Ok(());
        }
        Some(Spoken::ComesHome) => {
            means.comes_home = true;
            return Ok(());
        }
        Some(Spoken::CareManagerTime) => {
            means.care_manager_time = true;
            return Ok(());
        }
        Some(Spoken::DayOff) | None => {}
    }
    let (table, name) = name.split_once(':').unwrap_or(("", name));
    let looks_in = |one: &str| table.is_empty() || table == one;
    let before = (means.kinds.len(), means.services.len(), means.capabilities.len());
    if looks_in("種類") {
        means.kinds.extend(OrganizationKind::ALL.into_iter().filter(|kind| kind.japanese() == name));
    }
    if looks_in("サービス") {
        means.services.extend(SERVICE_TYPES.iter().filter(|known| known.japanese == name).map(|known| known.code));
    }
    if looks_in("回答") {
        means
            .capabilities
            .extend(CAPABILITY_CODES.iter().filter(|known| known.japanese == name).map(|known| known.code));
    }
    if before == (means.kinds.len(), means.services.len(), means.capabilities.len()) {
        return Err(format!("「{name}」という種類、サービス、対応できることはありません。"));
    }
    Ok(())
}

fn spoken(name: &str) -> Option<Spoken> {
    Some(match name {
        "今日開いている" => Spoken::Open(OpenFilter::Today),
        "いま開いている" => Spoken::Open(OpenFilter::Now),
        "夜間に開いている" => Spoken::Open(OpenFilter::Night),
        "家に来る" => Spoken::ComesHome,
        "ケアマネタイム" => Spoken::CareManagerTime,
        "祝日" => Spoken::Open(OpenFilter::On(Day::Holiday)),
        _ => Spoken::Open(OpenFilter::On(name.strip_suffix("曜日").and_then(one_char).and_then(Day::from_char)?)),
    })
}

fn one_char(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// Every search key under which a word may be written: other spellings of its parts, and more or less okurigana.
fn writings(word: &str, spellings: &[Vec<String>]) -> BTreeSet<String> {
    let mut written = vec![word.to_owned()];
    for group in spellings {
        let mut more = Vec::new();
        for text in &written {
            // The longest spelling that stands there is the one that was meant.
            let there = group.iter().filter(|one| text.contains(one.as_str())).max_by_key(|one| one.len());
            if let Some(there) = there {
                more.extend(group.iter().filter(|one| *one != there).map(|one| text.replace(there, one)));
            }
        }
        written.extend(more);
    }
    written.iter().flat_map(|text| okurigana_keys(text)).filter(|key| !key.is_empty()).collect()
}
