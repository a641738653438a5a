//! One facility in a list, and why it stands there.

use super::super::words::{self, Named, Telephone};
use kyoten_text::normalize::search_key;

use crate::directory::capability::{Answer, Capability, codes};
use crate::directory::hours::Openness;
use crate::directory::kind::OrganizationKind;
use crate::directory::search::{Hit, Moment, OpenFilter, Query, Why};
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
    pub chips: Vec<(String, &'static str)>,
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
        let mut why: Vec<Phrase> = hit.why.iter().flat_map(|why| reasons(page, why, summary)).collect();
        why.extend(answers(page, summary, query));
        if telephone.is_none() {
            why.push(t.search_no_telephone());
        }
        let call = telephone
            .as_ref()
            .map(|telephone| t.common_call_name(&summary.name, &telephone.shown).plain().into_owned());
        Self {
            number,
            href: format!("/facilities/{}", summary.id),
            name: words::named(&summary.name, summary.kana.as_deref()),
            chips: chips(page, summary, query, moment),
            place: place(page, hit, words::town_of(&summary.address, municipalities), query),
            why,
            telephone,
            call: call.unwrap_or_default(),
        }
    }
}

fn place(page: &Page, hit: &Hit, town: &str, query: &Query) -> Phrase {
    match hit.metres.and_then(|metres| distance(page, hit, metres, query)) {
        Some(distance) => page.t.find_place_after(distance, town),
        None => page.t.find_plain(town),
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
    Some(if near.label.is_empty() { t.find_from_here(shown) } else { t.find_from_place(&near.label, shown) })
}

fn chips(page: &Page, summary: &Summary, query: &Query, moment: &Moment<'_>) -> Vec<(String, &'static str)> {
    let t = &page.t;
    let mut chips = vec![(words::kind(page, summary.kind).to_owned(), "")];
    if summary.services.iter().any(|code| code.len() == 3) && summary.kind.is_medical() {
        chips.extend(summary.services.iter().find(|code| code.len() == 3).map(|code| (words::service(page, code), "")));
    }
    // It may have been found by one of its services: then that is the word that was looked for.
    let also = service_type_kinds(summary).find(|kind| query.kinds.contains(kind) && *kind != summary.kind);
    chips.extend(also.map(|kind| (words::kind(page, kind).to_owned(), "")));
    let comes_home =
        summary.capabilities.iter().any(|c| codes::AT_HOME.contains(&c.code.as_str()) && c.answer != Answer::No);
    if comes_home {
        chips.push((t.search_home_visit().plain().into_owned(), ""));
    }
    chips.extend(hours_chip(page, summary, query, moment));
    chips.extend(age_chip(page, summary, query, moment));
    if summary.missing {
        chips.push((t.find_not_newest().plain().into_owned(), "old"));
    }
    chips
}

/// The kinds of its services.
fn service_type_kinds(summary: &Summary) -> impl Iterator<Item = OrganizationKind> {
    summary.services.iter().filter_map(|code| service_type::by_code(code)).map(|known| known.kind)
}

/// How old the oldest answer is that was asked for, once it is old.
fn age_chip(page: &Page, summary: &Summary, query: &Query, moment: &Moment<'_>) -> Option<(String, &'static str)> {
    let today = moment.now.date();
    let old = asked_for(summary, query).filter(|capability| capability.is_old(today)).min_by_key(|c| c.answered_on)?;
    let years = (today.year() - old.answered_on.year()).max(1);
    Some((page.t.common_years_old(years).plain().into_owned(), "old"))
}

/// The answers to what was asked for.
fn asked_for<'a>(summary: &'a Summary, query: &'a Query) -> impl Iterator<Item = &'a Capability> {
    let wanted = |code: &str| {
        query.capabilities.iter().any(|c| c == code) || (query.comes_home && codes::AT_HOME.contains(&code))
    };
    summary.capabilities.iter().filter(move |capability| wanted(&capability.code))
}

/// The hours of the day that was asked for, or whether it is open now.
fn hours_chip(page: &Page, summary: &Summary, query: &Query, moment: &Moment<'_>) -> Option<(String, &'static str)> {
    let t = &page.t;
    let (_, hours) = summary.hours.first()?;
    let asked = query.open.iter().find_map(|filter| match filter {
        OpenFilter::On(day) => Some(*day),
        _ => None,
    });
    if let Some(day) = asked {
        let next = super::super::words::next_date_of(day, moment);
        let spans = next.map(|date| hours.windows_on(date, moment.holidays)).unwrap_or_default();
        let weeks = hours.windows().iter().find(|w| w.days().contains(day) && !w.weeks().is_all()).map(|w| w.weeks());
        let named = words::day(page, day).plain().into_owned();
        if let Some(weeks) = weeks {
            return Some((words::nth_weeks(page, weeks, day), ""));
        }
        let first = spans.first()?;
        return Some((
            format!("{named} {}–{}", words::minute(page, first.from()), words::minute(page, first.to())),
            "",
        ));
    }
    match hours.openness(moment.now, moment.holidays) {
        Openness::Open { until } if until.duration_since(moment.now).as_hours() >= 24 => {
            Some((t.state_open_all_day().plain().into_owned(), "ok"))
        }
        Openness::Open { until } => Some((t.state_open_until(words::time(until.time())).plain().into_owned(), "ok")),
        _ => None,
    }
}

/// Why it stands here. A word of the survey is shown with the answer that was given, never as more than that.
fn reasons(page: &Page, why: &Why, summary: &Summary) -> Vec<Phrase> {
    let told = match why {
        Why::Words(word) => {
            let key = search_key(word);
            let holds = |c: &&Capability| search_key(&words::capability(page, &c.code)).contains(&key);
            summary.capabilities.iter().filter(holds).collect::<Vec<_>>()
        }
        Why::Capability(code) => summary.capabilities.iter().filter(|c| c.code == *code).collect(),
        _ => Vec::new(),
    };
    if told.is_empty() {
        return reason(page, why).into_iter().collect();
    }
    told.into_iter().map(|capability| answered(page, capability)).collect()
}

/// One answer in words: できます, with which condition, or できません.
fn answered(page: &Page, capability: &Capability) -> Phrase {
    let t = &page.t;
    let what = words::capability(page, &capability.code);
    match capability.answer {
        Answer::Yes => t.search_why_ability(what),
        Answer::Conditional => t.find_conditional(what, &*capability.condition),
        Answer::No => t.find_cannot(what),
    }
}

/// Why it stands here, in words; what the page says elsewhere is left out.
fn reason(page: &Page, why: &Why) -> Option<Phrase> {
    let t = &page.t;
    Some(match why {
        Why::NameExact | Why::NameBegins | Why::NamePart(_) => t.search_why_name(),
        Why::Reading(_) => t.search_why_reading(),
        Why::Address(_) => t.search_why_address(),
        Why::Phone(_) => t.search_why_telephone(),
        Why::Words(word) => t.find_words(word),
        Why::Need(phrase) => t.find_need(*phrase),
        Why::Service(code) => t.search_why_service(words::service(page, code)),
        Why::Capability(code) => t.search_why_ability(words::capability(page, code)),
        Why::CareManagerTime => t.find_care_manager_now(),
        Why::NotInNewestSource => return None,
        Why::ComesHome | Why::Near { .. } | Why::OpenUntil(_) | Why::Opens(_) | Why::DailyOrder { .. } => return None,
    })
}

/// What the facility itself answered to what was asked for, with the day.
fn answers(page: &Page, summary: &Summary, query: &Query) -> Vec<Phrase> {
    let t = &page.t;
    asked_for(summary, query)
        .take(2)
        .map(|capability| {
            let mut what = words::capability(page, &capability.code);
            if !capability.condition.is_empty() {
                what = format!("{what}({})", capability.condition);
            }
            t.find_answered(what, &*capability.source, words::date(page, capability.answered_on))
        })
        .collect()
}
