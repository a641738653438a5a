//! What was understood of a question, above its results: every condition with a way to drop it, and whatever is in doubt.

use jiff::civil::Date;
use kyoten_text::normalize::search_key;

use super::ways::condition_words;
use crate::directory::search::{Answer, Caution, Condition, Moment, OpenFilter};
use crate::directory::store::places::NamedPlace;
use crate::platform::web::{Page, Phrase};
use crate::site::ask::{Asked, Part, PartMeaning, with_text};
use crate::site::params::Params;
use crate::site::words;

/// A condition and the address without it.
pub struct Chip {
    /// The condition.
    pub words: Phrase,
    /// Where it leads.
    pub href: String,
}

/// A sentence about the question, with ways to ask another one.
pub struct Told {
    /// The sentence.
    pub words: Phrase,
    /// What to press, and where it leads.
    pub links: Vec<(Phrase, String)>,
    /// Whether somebody may be in danger.
    pub is_urgent: bool,
}

/// Every condition in force.
pub(super) fn chips(page: &Page, asked: &Asked) -> Vec<Chip> {
    let t = &page.t;
    let params = asked.params.without(&["page"]);
    let mut chips = Vec::new();
    let mut add = |words: Phrase, without: Params| {
        chips.push(Chip { words, href: without.address("/search") });
    };
    let near = asked.words.near.as_ref().map_or("", |near| near.label.as_str());
    for (n, part) in asked.words.parts.iter().enumerate() {
        let words = match &part.meaning {
            PartMeaning::Word | PartMeaning::Need(_) => t.as_written(&part.typed),
            PartMeaning::Near => t.find_near_chip(t.as_written(near)),
            PartMeaning::In(name) => t.find_in_chip(t.as_written(name)),
        };
        add(words, with_text(&params, &asked.words.text_without(&[n])));
    }
    for word in &asked.query.wishes {
        add(t.find_wish_chip(t.as_written(word)), params.without_value("wish", word));
    }
    for kind in &asked.query.kinds {
        add(words::kind(page, *kind), params.without_value("kind", kind.code()));
    }
    for code in &asked.query.services {
        add(words::service(page, code), params.without_value("service", code));
    }
    // Words, kinds and services stand there one by one.
    let shown =
        |one: &Condition| matches!(one, Condition::Term(_) | Condition::Text | Condition::Kinds | Condition::Services);
    for condition in asked.query.conditions().iter().filter(|one| !shown(one)) {
        let words = match condition {
            Condition::Municipalities if !page.hub.short.is_empty() => t.find_in_chip(t.as_written(&page.hub.short)),
            other => condition_words(page, asked, other),
        };
        add(words, asked.without(&params, condition));
    }
    if asked.words.near.is_none()
        && let Some(near) = &asked.query.near
    {
        let words = if near.label.is_empty() { t.search_here() } else { t.find_near_chip(t.as_written(&near.label)) };
        add(words, params.without(&["near", "lat", "lon", "km"]));
    }
    chips
}

/// Whatever somebody should know of the question before the answers.
pub(super) fn told(page: &Page, asked: &Asked, answer: &Answer, moment: &Moment<'_>) -> Vec<Told> {
    let mut told = Vec::new();
    told.extend(asked.words.cautions.iter().map(|one| caution(page, *one)));
    told.extend(unread(page, asked));
    if answer.total == 0 && asked.words.parts.iter().any(is_short_number) {
        told.push(plain(page.t.find_short_number()));
    }
    let params = asked.params.without(&["page"]);
    told.extend(places(page, asked, &params));
    told.extend(other_meanings(page, asked, &params));
    if !answer.hits.is_empty() {
        told.extend(visits_on_days(page, asked).map(plain));
        told.extend(holidays(page, asked, moment).map(plain));
    }
    told
}

fn caution(page: &Page, caution: Caution) -> Told {
    let t = &page.t;
    let (words, links) = match caution {
        Caution::Ambulance => (t.error_emergency(), Vec::new()),
        Caution::Despair => {
            let calls = vec![
                (t.find_despair_hotline(), "tel:0120279338".to_owned()),
                (t.find_despair_sos(), "tel:0120061338".to_owned()),
            ];
            (t.find_despair(), calls)
        }
    };
    Told { words, links, is_urgent: true }
}

fn plain(words: Phrase) -> Told {
    Told { words, links: Vec::new(), is_urgent: false }
}

/// A word of so few digits that it is looked for in no telephone number.
fn is_short_number(part: &Part) -> bool {
    let key = search_key(&part.typed);
    matches!(part.meaning, PartMeaning::Word) && key.len() < 3 && key.chars().all(|c| c.is_ascii_digit())
}

/// What was left out because it means nothing here.
fn unread(page: &Page, asked: &Asked) -> Vec<Told> {
    let t = &page.t;
    let comma = if page.is_english() { ", " } else { "、" };
    let mut told = Vec::new();
    // When nothing else was asked, it is told where the answers would stand.
    if !asked.words.unsearchable.is_empty() && !asked.asks_nothing {
        told.push(plain(t.find_unsearchable(t.as_written(&asked.words.unsearchable.join(" ")))));
    }
    if !asked.unread.is_empty() {
        let named: Vec<String> = asked.unread.iter().map(|(name, value)| format!("{name}={value}")).collect();
        told.push(plain(t.find_unread(t.as_written(&named.join(comma)))));
    }
    told
}

/// Words that were taken as places, and words that may be some.
fn places(page: &Page, asked: &Asked, params: &Params) -> Vec<Told> {
    let t = &page.t;
    let mut told = Vec::new();
    let near = asked.words.near.as_ref().map_or("", |near| near.label.as_str());
    for (n, part) in asked.words.parts.iter().enumerate() {
        let words = match &part.meaning {
            PartMeaning::Near => t.find_taken_as_near(t.as_written(&part.typed), t.as_written(near)),
            PartMeaning::In(name) => t.find_taken_as_in(t.as_written(&part.typed), t.as_written(name)),
            PartMeaning::Word | PartMeaning::Need(_) => continue,
        };
        let href = with_text(params, &asked.words.text_quoting(n)).address("/search");
        told.push(Told { words, links: vec![(t.find_as_word(), href)], is_urgent: false });
    }
    told.extend(of_field(page, asked, params));
    for (word, places) in &asked.words.doubtful {
        let part = asked.words.parts.iter().position(|part| part.typed == *word);
        let link = |place: &NamedPlace| {
            let params = match (part, place.is_municipality) {
                (Some(part), true) => with_text(params, &asked.words.text_saying(part, &place.label)),
                (Some(part), false) => with_text(params, &asked.words.text_without(&[part])).with("near", &place.label),
                (None, _) => params.with("near", &place.label),
            };
            let label = t.as_written(&place.label);
            let words = if place.is_municipality { t.find_in_chip(label) } else { t.find_near_chip(label) };
            (words, params.address("/search"))
        };
        let links = places.iter().map(link).collect();
        told.push(Told { words: t.find_may_be_place(t.as_written(word)), links, is_urgent: false });
    }
    told
}

/// Which place of the name in the field is measured from, when there are others.
fn of_field(page: &Page, asked: &Asked, params: &Params) -> Option<Told> {
    let t = &page.t;
    let typed = params.first("near");
    let link = |place: &NamedPlace| {
        let words = t.find_near_chip(t.as_written(&place.label));
        (words, params.with("near", &place.label).address("/search"))
    };
    match asked.places.as_slice() {
        places if asked.unknown_place.is_some() && !places.is_empty() => {
            let links = places.iter().map(link).collect();
            Some(Told { words: t.find_may_mean(t.as_written(typed)), links, is_urgent: false })
        }
        places if asked.has_to_choose => {
            let links = places.iter().map(link).collect();
            Some(Told { words: t.find_which_place(t.as_written(typed)), links, is_urgent: false })
        }
        [used, others @ ..] if !others.is_empty() && asked.unknown_place.is_none() => {
            let links = others.iter().map(link).collect();
            Some(Told {
                words: t.find_taken_as_near(t.as_written(typed), t.as_written(&used.label)),
                links,
                is_urgent: false,
            })
        }
        _ => None,
    }
}

/// The other things that a word may mean.
fn other_meanings(page: &Page, asked: &Asked, params: &Params) -> Vec<Told> {
    let t = &page.t;
    let mut told = Vec::new();
    for (n, part) in asked.words.parts.iter().enumerate() {
        let PartMeaning::Need(need) = part.meaning else { continue };
        if need.or.is_empty() {
            continue;
        }
        let link = |words: &String| {
            let text = asked.words.text_saying(n, words);
            (t.find_search_for(t.as_written(words)), with_text(params, &text).address("/search"))
        };
        let links = need.or.iter().map(link).collect();
        told.push(Told { words: t.find_other_meaning(t.as_written(&part.typed)), links, is_urgent: false });
    }
    told
}

/// Opening hours do not say whether somebody comes to the house in them.
fn visits_on_days(page: &Page, asked: &Asked) -> Option<Phrase> {
    let day = asked.query.open.iter().find_map(|filter| match filter {
        OpenFilter::On(day) => Some(words::day(page, *day)),
        _ => None,
    })?;
    asked.query.comes_home.then(|| page.t.find_visits_on_day(day.clone(), day))
}

/// Today's holiday always; tomorrow's when somebody asks when it is open.
fn holidays(page: &Page, asked: &Asked, moment: &Moment<'_>) -> Option<Phrase> {
    let t = &page.t;
    let today = moment.now.date();
    let name = |date: Date| {
        let name = t.holiday(moment.holidays.name(date)?);
        Some((t.short_date(date), name))
    };
    if let Some((date, name)) = name(today) {
        return Some(t.find_holiday_today(date, name));
    }
    let opens = |filter: &OpenFilter| !matches!(filter, OpenFilter::At(_));
    let by_need = |part: &Part| matches!(part.meaning, PartMeaning::Need(need) if !need.best.open.is_empty());
    let is_asked = asked.query.open.iter().any(opens) || asked.words.parts.iter().any(by_need);
    let (date, name) = name(today.tomorrow().ok().filter(|_| is_asked)?)?;
    Some(t.find_holiday_tomorrow(date, name))
}
