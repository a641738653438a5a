//! How each thing that is wanted holds at one facility: できます, 条件つき, できません, or not asked yet.

use kyoten_text::normalize::search_key;

use crate::directory::capability::codes::{self, AT_HOME, NIGHT};
use crate::directory::capability::{Answer, Capability};
use crate::directory::search::{AtHome, Means, Moment, Need, OpenFilter, Query, at_home, need_of};
use crate::directory::service_type;
use crate::directory::store::summaries::Summary;
use crate::platform::web::{Page, Phrase};
use crate::site::words;

use super::opening;

/// So many answers to one want are shown.
const MOST_ANSWERS: usize = 2;

/// Something that is wanted, and that a facility can do well or less well.
#[derive(Clone, Debug)]
pub(super) enum Want<'q> {
    Need(&'static Need),
    Capability(&'q str),
    ComesHome(AtHome),
    Night,
}

/// Everything that is wanted, as the index sees it.
pub(super) fn wanted(query: &Query) -> Vec<Want<'_>> {
    let needs = query.terms().chain(query.wishes.iter().map(String::as_str)).filter_map(need_of);
    let mut wants: Vec<Want<'_>> = needs.map(Want::Need).collect();
    wants.extend(query.capabilities.iter().map(|code| Want::Capability(code)));
    wants.extend(query.comes_home.then(|| Want::ComesHome(at_home(query))));
    wants.extend(query.open.contains(&OpenFilter::Night).then_some(Want::Night));
    wants
}

/// Whether answers decide the order.
pub(super) fn decides(query: &Query) -> bool {
    wanted(query).iter().any(|want| match want {
        Want::Need(need) => need.can_be_wished(),
        Want::Capability(_) | Want::ComesHome(_) | Want::Night => true,
    })
}

/// What a facility answered to what is wanted.
pub(super) fn answers<'s>(summary: &'s Summary, want: &Want<'_>) -> Vec<&'s Capability> {
    let codes = match want {
        Want::Need(need) => need.best.capabilities.as_slice(),
        Want::Capability(code) => std::slice::from_ref(code),
        Want::ComesHome(judged) => judged.capabilities.as_slice(),
        Want::Night => &[NIGHT],
    };
    let mut told: Vec<&Capability> =
        summary.capabilities.iter().filter(|capability| codes.contains(&capability.code.as_str())).collect();
    told.sort_by_key(|capability| (rank(capability.answer), std::cmp::Reverse(capability.answered_on)));
    told
}

/// What a facility answered to the questions that a typed word speaks of.
pub(super) fn of_word<'s>(summary: &'s Summary, word: &str) -> Vec<&'s Capability> {
    let key = search_key(word);
    let holds = |c: &&Capability| codes::by_code(&c.code).is_some_and(|code| search_key(code.japanese).contains(&key));
    summary.capabilities.iter().filter(holds).collect()
}

fn rank(answer: Answer) -> u8 {
    match answer {
        Answer::Yes => 0,
        Answer::Conditional => 1,
        Answer::No => 2,
    }
}

/// What a line says.
#[derive(Clone, Debug, PartialEq)]
enum Line<'s> {
    Answered(&'s Capability),
    Told(Phrase),
}

/// How everything that is wanted holds here, none twice.
pub(super) fn lines(page: &Page, summary: &Summary, query: &Query, moment: &Moment<'_>) -> Vec<Phrase> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for want in wanted(query) {
        for line in lines_of(page, summary, &want, moment) {
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    in_words(page, &lines)
}

/// The lines as the page writes them: what was answered alike on one day stands together.
fn in_words(page: &Page, lines: &[Line<'_>]) -> Vec<Phrase> {
    let mut phrases = Vec::with_capacity(lines.len());
    for (n, line) in lines.iter().enumerate() {
        let capability = match line {
            Line::Told(phrase) => {
                phrases.push(phrase.clone());
                continue;
            }
            Line::Answered(capability) => *capability,
        };
        let alike = |line: &&Line<'_>| matches!(line, Line::Answered(other) if is_alike(capability, other));
        if lines[..n].iter().any(|line| alike(&line)) {
            continue;
        }
        let together = lines[n..].iter().filter(alike).filter_map(|line| match line {
            Line::Answered(other) => Some(words::ability(page, &other.code, &[])),
            Line::Told(_) => None,
        });
        let what = words::listed(page, &together.collect::<Vec<_>>());
        phrases.push(answered_together(page, capability, what));
    }
    phrases
}

fn is_alike(one: &Capability, other: &Capability) -> bool {
    (one.answer, &one.condition, &one.source, one.answered_on)
        == (other.answer, &other.condition, &other.source, other.answered_on)
}

fn lines_of<'s>(page: &Page, summary: &'s Summary, want: &Want<'_>, moment: &Moment<'_>) -> Vec<Line<'s>> {
    let told = answers(summary, want);
    let able = told.iter().filter(|capability| capability.answer != Answer::No);
    let mut lines: Vec<Line<'s>> = able.take(MOST_ANSWERS).map(|capability| Line::Answered(capability)).collect();
    let Want::Need(need) = want else {
        if lines.is_empty() {
            lines.extend(told.first().map(|capability| Line::Answered(capability)));
        }
        if let (true, Want::ComesHome(judged)) = (lines.is_empty(), want) {
            lines.extend(another_way_home(page, summary, judged));
        }
        if let (true, Want::Capability(code)) = (lines.is_empty(), want) {
            lines.push(Line::Told(page.t.find_can_unknown(words::ability(page, code, &[]))));
        }
        return lines;
    };
    let open = opening::of_means(page, summary, &need.best, moment).map(Line::Told);
    if open.is_some() && need.best.open.contains(&OpenFilter::Night) {
        // Whoever is open at night and says that it does not answer then: both stand there.
        let refused = |one: &&&Capability| one.code == NIGHT && one.answer == Answer::No;
        lines.extend(told.iter().find(refused).map(|capability| Line::Answered(capability)));
    }
    lines.extend(open);
    if lines.is_empty() {
        lines.extend(by_nature(page, summary, &need.best));
    }
    if lines.is_empty() {
        lines.extend(told.first().map(|capability| Line::Answered(capability)));
        lines.extend(next(page, summary, &need.next));
        if let (true, Some(code)) = (told.is_empty(), need.best.capabilities.first()) {
            lines.push(Line::Told(page.t.find_can_unknown(words::ability(page, code, &[]))));
        }
    }
    lines
}

/// Somebody comes from there, but whether it is the one who was asked for is not known.
fn another_way_home<'s>(page: &Page, summary: &'s Summary, judged: &AtHome) -> Vec<Line<'s>> {
    let by_nature = judged.services.iter().any(|code| summary.services.iter().any(|own| own == code));
    let (true, false, Some(code)) = (judged.is_of_kinds, by_nature, judged.capabilities.first()) else {
        return Vec::new();
    };
    let comes = |one: &&Capability| one.answer != Answer::No && AT_HOME.contains(&one.code.as_str());
    let unknown = Line::Told(page.t.find_can_unknown(words::ability(page, code, &[])));
    std::iter::once(unknown).chain(summary.capabilities.iter().find(comes).map(Line::Answered)).collect()
}

/// The first thing by which it serves in the second way.
fn next<'s>(page: &Page, summary: &'s Summary, means: &Means) -> Option<Line<'s>> {
    let able = |capability: &&Capability| {
        capability.answer != Answer::No && means.capabilities.contains(&capability.code.as_str())
    };
    let told = summary.capabilities.iter().find(able).map(Line::Answered);
    told.or_else(|| by_nature(page, summary, means))
}

/// What it is or provides, and for what it serves therefore.
fn by_nature<'s>(page: &Page, summary: &'s Summary, means: &Means) -> Option<Line<'s>> {
    let t = &page.t;
    for said in &means.says {
        let in_answer = |capability: &&Capability| {
            capability.answer != Answer::No && search_key(&capability.condition).contains(&said.key)
        };
        if let Some(capability) = summary.capabilities.iter().find(in_answer) {
            return Some(Line::Answered(capability));
        }
        if search_key(&summary.note).contains(&said.key) {
            return Some(Line::Told(t.find_says(t.as_written(&said.words))));
        }
    }
    let provided = means.services.iter().find(|code| summary.services.iter().any(|own| own == *code));
    if let Some(code) = provided {
        return Some(Line::Told(t.find_does_service(words::service(page, code))));
    }
    let of_services = summary.services.iter().filter_map(|code| service_type::by_code(code)).map(|known| known.kind);
    let kinds = std::iter::once(summary.kind).chain(of_services);
    let kind = kinds.into_iter().find(|kind| means.kinds.contains(kind))?;
    Some(Line::Told(t.search_why_kind(words::kind(page, kind))))
}

/// One answer in words: できます, with which condition, or できません; who said so, and when.
pub(super) fn answered(page: &Page, capability: &Capability) -> Phrase {
    answered_together(page, capability, words::ability(page, &capability.code, &[]))
}

fn answered_together(page: &Page, capability: &Capability, what: Phrase) -> Phrase {
    let t = &page.t;
    let (who, date) = (t.as_written(&capability.source), t.plain_date(capability.answered_on));
    let condition = t.as_written(&capability.condition);
    match (capability.answer, capability.condition.is_empty()) {
        (Answer::Yes, true) => t.find_can_yes(what, who, date),
        (Answer::Yes, false) => t.find_can_yes_with(what, condition, who, date),
        (Answer::Conditional, _) => t.find_can_conditional(what, condition, who, date),
        (Answer::No, _) => t.find_can_no(what, who, date),
    }
}
