//! One facility in a list, and why it stands there.

use super::super::words::{self, Named, Telephone};
use super::{able, opening};
use crate::directory::capability::{Answer, Capability, codes};
use crate::directory::kind::OrganizationKind;
use crate::directory::search::{Hit, Moment, Query, Why};
use crate::directory::service_type;
use crate::directory::store::summaries::Summary;
use crate::platform::web::{Page, Phrase};

/// One facility in a list.
pub struct HitView {
    /// Its number in the list.
    pub number: usize,
    /// Its page.
    pub href: String,
    /// Its name with the reading.
    pub name: Named,
    /// Short facts: text and class.
    pub chips: Vec<(Phrase, &'static str)>,
    /// How far it is, and where.
    pub place: Phrase,
    /// Why it stands here.
    pub why: Vec<Phrase>,
    /// Its telephone.
    pub telephone: Option<Telephone>,
    /// The words that call it.
    pub call: String,
}

impl HitView {
    /// Works out what the list says of a facility.
    pub fn new(
        page: &Page,
        number: usize,
        hit: &Hit,
        summary: &Summary,
        query: &Query,
        municipalities: &[String],
        moment: &Moment<'_>,
    ) -> Self {
        let t = &page.t;
        let telephone = summary.phone.as_deref().map(words::telephone);
        let mut why = reasons(page, hit, summary, query, moment);
        if telephone.is_none() {
            why.push(t.search_no_telephone());
        }
        let call = telephone
            .as_ref()
            .map(|telephone| t.common_call_name(&summary.name, &telephone.shown).plain().into_owned());
        Self {
            number,
            href: format!("/facilities/{}", summary.id),
            name: words::named(page, &summary.name, summary.kana.as_deref()),
            chips: chips(page, hit, summary, query, moment),
            place: place(page, hit, words::town_of(&summary.address, municipalities), query),
            why,
            telephone,
            call: call.unwrap_or_default(),
        }
    }
}

fn place(page: &Page, hit: &Hit, town: &str, query: &Query) -> Phrase {
    let town = page.t.as_written(town);
    match hit.metres.and_then(|metres| distance(page, hit, metres, query)) {
        Some(distance) => page.t.find_place_after(distance, town),
        None => town,
    }
}

fn distance(page: &Page, hit: &Hit, metres: u32, query: &Query) -> Option<Phrase> {
    let t = &page.t;
    let near = query.near.as_ref()?;
    let exact = hit.why.iter().any(|why| matches!(why, Why::Near { exact: true, .. }));
    let plain = words::distance(metres);
    let shown = match (exact, metres) {
        (true, 0..1600) => t.find_walk(kyoten_text::distance::walk_minutes(f64::from(metres)), plain),
        (true, _) => t.find_plain(&plain),
        (false, _) => t.find_about(plain),
    };
    let label = t.as_written(&near.label);
    Some(if near.label.is_empty() { t.find_from_here(shown) } else { t.find_from_place(label, shown) })
}

fn chips(page: &Page, hit: &Hit, summary: &Summary, query: &Query, moment: &Moment<'_>) -> Vec<(Phrase, &'static str)> {
    let t = &page.t;
    let mut chips = vec![(words::kind(page, summary.kind), "")];
    if summary.services.iter().any(|code| code.len() == 3) && summary.kind.is_medical() {
        chips.extend(summary.services.iter().find(|code| code.len() == 3).map(|code| (words::service(page, code), "")));
    }
    // It may have been found by one of its services: then that is the word that was looked for.
    let also = service_type_kinds(summary).find(|kind| query.kinds.contains(kind) && *kind != summary.kind);
    chips.extend(also.map(|kind| (words::kind(page, kind), "")));
    let by_service = summary.services.iter().any(|code| service_type::AT_HOME.contains(&code.as_str()));
    if by_service || summary.capabilities.iter().any(comes_home) {
        chips.push((t.search_home_visit(), ""));
    }
    chips.extend(opening::chip(page, summary, query, moment));
    chips.extend(age_chip(page, hit, summary, query, moment));
    if summary.missing {
        chips.push((t.find_not_newest(), "old"));
    }
    chips
}

/// The kinds of its services.
fn service_type_kinds(summary: &Summary) -> impl Iterator<Item = OrganizationKind> {
    summary.services.iter().filter_map(|code| service_type::by_code(code)).map(|known| known.kind)
}

/// How old the oldest answer is that is shown or gives a chip, once it is old.
fn age_chip(
    page: &Page,
    hit: &Hit,
    summary: &Summary,
    query: &Query,
    moment: &Moment<'_>,
) -> Option<(Phrase, &'static str)> {
    let today = moment.now.date();
    let wanted = able::wanted(query).into_iter().filter_map(|want| able::answers(summary, &want).first().copied());
    let typed = hit.why.iter().flat_map(|why| match why {
        Why::Words(word) => able::of_word(summary, word),
        _ => Vec::new(),
    });
    let mut shown: Vec<&Capability> = wanted.chain(typed).collect();
    if !shown.iter().any(|one| comes_home(one)) {
        shown.extend(summary.capabilities.iter().filter(|one| comes_home(one)).max_by_key(|one| one.answered_on));
    }
    let old = shown.into_iter().filter(|capability| capability.is_old(today)).min_by_key(|c| c.answered_on)?;
    let years = (today.year() - old.answered_on.year()).max(1);
    Some((page.t.common_years_old(years), "old"))
}

fn comes_home(capability: &Capability) -> bool {
    codes::AT_HOME.contains(&capability.code.as_str()) && capability.answer != Answer::No
}

/// Why it stands here: which words it bears, how what is wanted holds, when it is open; nothing twice.
fn reasons(page: &Page, hit: &Hit, summary: &Summary, query: &Query, moment: &Moment<'_>) -> Vec<Phrase> {
    let mut lines: Vec<Phrase> = Vec::new();
    let wanted = able::lines(page, summary, query, moment);
    let has_wanted = !wanted.is_empty();
    let words = hit.why.iter().flat_map(|why| match why {
        Why::Words(word) => of_words(page, word, summary),
        // How a need is served says more than that it is.
        Why::Need(_) if has_wanted => Vec::new(),
        other => reason(page, other).into_iter().collect(),
    });
    for line in words.chain(wanted).chain(opening::lines(page, summary, query, moment)) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

/// A word of the survey is shown with the answer that was given, never as more than that.
fn of_words(page: &Page, word: &str, summary: &Summary) -> Vec<Phrase> {
    let told: Vec<Phrase> = able::of_word(summary, word).into_iter().map(|c| able::answered(page, c)).collect();
    if told.is_empty() { vec![page.t.find_words(page.t.as_written(word))] } else { told }
}

/// Why it stands here, in words; what the page says elsewhere is left out.
fn reason(page: &Page, why: &Why) -> Option<Phrase> {
    let t = &page.t;
    Some(match why {
        Why::NameExact | Why::NameBegins | Why::NamePart(_) => t.search_why_name(),
        Why::Reading(_) => t.search_why_reading(),
        Why::Address(_) => t.search_why_address(),
        Why::Phone(_) => t.search_why_telephone(),
        Why::Words(word) => t.find_words(t.as_written(word)),
        Why::Need(word) => t.find_need(t.as_written(word)),
        Why::Service(code) => t.search_why_service(words::service(page, code)),
        Why::CareManagerTime => t.find_care_manager_now(),
        Why::Capability(_) | Why::ComesHome | Why::Near { .. } | Why::OpenUntil(_) | Why::Opens(_) => return None,
        Why::DailyOrder { .. } | Why::NotInNewestSource => return None,
    })
}
