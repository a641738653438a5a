//! What the page shows, worked out from the profile: words, addresses, widths of bars; no database, no clock.

use askama::Template;
use kyoten_text::number::grouped;

use super::ability::Ability;
use super::area::{Area, Shown, Unsplit};
use super::figure::{AGES, Figure, LEVELS, MEASURES, written};
use super::resources::Resource;
use super::summary::Profile;
use super::words;
use crate::directory::capability::OwnCode;
use crate::directory::import::readers::Measure;
use crate::platform::web::{Page, Phrase};

/// A number with its origin, or nothing known.
pub struct Cell {
    /// The number; `–` when unknown.
    pub number: String,
    /// Of when, and from whom.
    pub origin: Vec<Phrase>,
}

/// A line with a bar.
pub struct Line {
    /// What is counted.
    pub words: Phrase,
    /// The number.
    pub number: String,
    /// The list behind it.
    pub href: Option<String>,
    /// The bar's length, 0 to 100.
    pub width: u64,
    /// The bar in words.
    pub bar: String,
    /// Shares and rates; `–` when unknown.
    pub rates: Vec<String>,
}

/// Lines with bars, and what they say as a sentence.
pub struct Chart {
    /// The lines.
    pub lines: Vec<Line>,
    /// All of it.
    pub total: String,
    /// Of when and from whom.
    pub origin: Option<Phrase>,
}

/// The figures of one municipality in the table of all.
pub struct Row {
    /// Its name.
    pub name: Phrase,
    /// Its own page.
    pub href: String,
    /// Population, households, 65 and over, ageing rate, certified people.
    pub cells: Vec<Cell>,
}

/// One figure in the list of all.
pub struct Listed {
    /// Of which municipality; empty where there is only one.
    pub area: Phrase,
    /// What is counted.
    pub words: Phrase,
    /// The number.
    pub number: String,
    /// Of when.
    pub when: Phrase,
    /// From whom.
    pub source: Phrase,
}

/// One question of the survey.
pub struct Asked {
    /// The question.
    pub words: Phrase,
    /// The list of those who can, with a condition or without.
    pub href: Option<String>,
    /// Yes, with a condition, no: how many, and which share of the answers.
    pub answers: [(String, String); 3],
    /// All answers.
    pub answered: String,
    /// The share of those that could have answered and did not.
    pub unanswered: String,
}

/// The page of an area.
#[derive(Template)]
#[template(path = "report/profile/page.html")]
pub struct AreaPage {
    pub page: Page,
    pub name: Phrase,
    pub is_own: bool,
    pub has_figures: bool,
    pub heads: Vec<(Phrase, Cell, Option<Phrase>)>,
    pub elderly_meaning: Option<Phrase>,
    pub mixed: Option<Phrase>,
    pub gaps: Vec<Phrase>,
    pub contradictions: Vec<Phrase>,
    pub ages: Option<Chart>,
    pub levels: Option<Chart>,
    pub row_columns: Vec<Phrase>,
    pub rows: Vec<Row>,
    pub listed: Vec<Listed>,
    pub resources: Chart,
    pub not_counted: Option<Phrase>,
    pub columns: Vec<Phrase>,
    pub kinds: Vec<(Phrase, Vec<String>, String)>,
    pub counted: String,
    pub asked: Vec<Asked>,
}

/// What the table of municipalities shows, beside the ageing rate.
const COLUMNS: [Measure; 4] =
    [Measure::PopulationTotal, Measure::Households, Measure::Insured65Plus, Measure::CertifiedTotal];

impl AreaPage {
    /// Works out the page. `is_own`: it is the hub's own area, which the lists of the search show.
    pub fn new(page: Page, name: Phrase, is_own: bool, profile: &Profile, asked: &[Ability], own: &[OwnCode]) -> Self {
        let several = profile.areas.len() > 1;
        let counted = profile.counts.total();
        let missing = profile.counts.missing();
        Self {
            name,
            is_own,
            has_figures: profile.areas.iter().any(|area| !area.figures.is_empty()),
            heads: heads(&page, profile),
            elderly_meaning: profile
                .shown(Measure::Insured65Plus)
                .and_then(|elderly| words::elderly_meaning(&page, &elderly)),
            mixed: mixed(&page, profile),
            gaps: gaps(&page, profile),
            contradictions: profile
                .contradictions
                .iter()
                .map(|(at, found)| words::contradiction(&page, &profile.areas[*at].name, found))
                .collect(),
            ages: chart(&page, profile, Measure::Insured65Plus, &AGES),
            levels: chart(&page, profile, Measure::CertifiedTotal, &LEVELS),
            row_columns: row_columns(&page),
            rows: if several { profile.areas.iter().map(|area| row(&page, area)).collect() } else { Vec::new() },
            listed: profile.areas.iter().flat_map(|area| listed(&page, area, several)).collect(),
            resources: resources(&page, profile, is_own),
            not_counted: (missing > 0).then(|| page.t.area_profile_not_counted(grouped(missing))),
            columns: profile.areas.iter().filter(|_| several).map(|area| page.t.as_written(&area.name)).collect(),
            kinds: if several { kinds(&page, profile) } else { Vec::new() },
            counted: grouped(counted),
            asked: asked.iter().map(|one| question(&page, one, own, is_own)).collect(),
            page,
        }
    }
}

fn cell(page: &Page, shown: Option<&Shown>) -> Cell {
    Cell {
        number: shown.map_or_else(|| "–".to_owned(), |shown| written(shown.milli)),
        origin: shown.map_or_else(Vec::new, |shown| {
            vec![words::whens(page, &shown.whens), words::sources(page, &shown.sources)]
        }),
    }
}

fn percent(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.1}%"))
}

fn rate_cell(page: &Page, ageing: Option<&super::area::AgeingRate>) -> Cell {
    Cell {
        number: percent(ageing.and_then(super::area::AgeingRate::percent)),
        origin: ageing.map_or_else(Vec::new, |rate| {
            let whens = |shown: &Shown| words::whens(page, &shown.whens);
            vec![page.t.area_profile_rate_from(whens(&rate.population), whens(&rate.elderly))]
        }),
    }
}

/// The figures in the large frame.
fn heads(page: &Page, profile: &Profile) -> Vec<(Phrase, Cell, Option<Phrase>)> {
    let of = |measure: Measure| {
        let unit = (measure != Measure::Households && !page.is_english()).then(|| page.t.area_profile_people());
        (words::measure(page, measure), cell(page, profile.shown(measure).as_ref()), unit)
    };
    vec![
        of(Measure::PopulationTotal),
        of(Measure::Insured65Plus),
        (page.t.profile_ageing_rate(), rate_cell(page, profile.ageing.as_ref()), None),
        of(Measure::CertifiedTotal),
        of(Measure::Households),
    ]
}

fn mixed(page: &Page, profile: &Profile) -> Option<Phrase> {
    let rate = profile.ageing.as_ref().filter(|rate| rate.is_mixed())?;
    let whens = |shown: &Shown| words::whens(page, &shown.whens);
    Some(page.t.profile_mixed_years_text(whens(&rate.population), whens(&rate.elderly)))
}

/// What is not known, and why.
fn gaps(page: &Page, profile: &Profile) -> Vec<Phrase> {
    let t = &page.t;
    let mut gaps = Vec::new();
    for area in &profile.areas {
        match &area.unsplit {
            Some(Unsplit::WardOf { city, elderly }) => {
                gaps.push(t.area_profile_ward(
                    t.as_written(&area.name),
                    t.as_written(city),
                    written(elderly.milli),
                    words::when(page, &elderly.when),
                ));
            }
            Some(Unsplit::Joint(insurers)) => {
                let one = |(name, elderly): &(String, Figure)| {
                    t.area_profile_joint_one(t.as_written(name), written(elderly.milli))
                };
                let named: Vec<Phrase> = insurers.iter().map(one).collect();
                gaps.push(t.area_profile_joint(t.as_written(&area.name), words::joined(page, &named)));
            }
            None => {}
        }
    }
    for measure in COLUMNS {
        let lacking: Vec<Phrase> = profile.lacking(measure).iter().map(|name| t.as_written(name)).collect();
        if !lacking.is_empty() {
            let names = words::joined(page, &lacking);
            gaps.push(t.area_profile_together_missing(names, words::measure(page, measure)));
        }
    }
    gaps
}

/// The parts of a whole, only when all of them are of one day and source as far as one sees.
fn chart(page: &Page, profile: &Profile, whole: Measure, parts: &[Measure]) -> Option<Chart> {
    let shown: Vec<(Measure, Shown)> =
        parts.iter().map(|part| Some((*part, profile.shown(*part)?))).collect::<Option<_>>()?;
    let sum: i64 = shown.iter().map(|(_, shown)| shown.milli).sum();
    let most = shown.iter().map(|(_, shown)| shown.milli).max().filter(|most| *most > 0)?;
    let lines = shown.iter().map(|(measure, shown)| {
        let (words, number) = (words::measure(page, *measure), written(shown.milli));
        Line {
            bar: page.t.area_profile_graph_item(&words, &number).plain().into_owned(),
            words,
            number,
            href: None,
            width: width(shown.milli.unsigned_abs(), most.unsigned_abs()),
            rates: vec![percent((sum > 0).then(|| shown.milli as f64 * 100.0 / sum as f64))],
        }
    });
    Some(Chart {
        lines: lines.collect(),
        total: cell(page, profile.shown(whole).as_ref()).number,
        origin: shown.first().map(|(_, shown)| words::origin(page, shown)),
    })
}

/// A bar that is there for one, too.
fn width(number: u64, most: u64) -> u64 {
    if number == 0 || most == 0 { 0 } else { (number * 100 / most).max(1) }
}

/// The heads of the table of municipalities: short ones, since six stand beside each other.
fn row_columns(page: &Page) -> Vec<Phrase> {
    let t = &page.t;
    vec![
        t.profile_population(),
        t.profile_households(),
        t.profile_elderly(),
        t.profile_ageing_rate(),
        t.area_profile_certified_short(),
    ]
}

fn row(page: &Page, area: &Area) -> Row {
    let mut cells: Vec<Cell> = COLUMNS.iter().map(|measure| cell(page, area.shown(*measure).as_ref())).collect();
    cells.insert(3, rate_cell(page, area.ageing().as_ref()));
    Row { name: page.t.as_written(&area.name), href: format!("/profile?area={}", area.code), cells }
}

fn listed(page: &Page, area: &Area, several: bool) -> Vec<Listed> {
    let one = |measure: Measure, figure: &Figure| Listed {
        area: page.t.as_written(if several { &area.name } else { "" }),
        words: words::measure(page, measure),
        number: written(figure.milli),
        when: words::when(page, &figure.when),
        source: words::source(page, &figure.source),
    };
    MEASURES.iter().flat_map(|measure| area.figures.all(*measure).iter().map(|figure| one(*measure, figure))).collect()
}

fn resources(page: &Page, profile: &Profile, is_own: bool) -> Chart {
    let most = profile.resources.iter().map(|one| one.number).max().unwrap_or_default();
    let rate = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"));
    let line = |one: &Resource| {
        let (name, number) = (words::kind(page, one.kind), grouped(one.number));
        Line {
            href: is_own.then(|| format!("/search?kind={}", one.kind.code())),
            width: width(one.number, most),
            bar: page.t.area_profile_kind_graph_item(&name, &number).plain().into_owned(),
            words: name,
            number,
            rates: vec![rate(one.per_ten_thousand), rate(one.per_thousand_elderly)],
        }
    };
    Chart { lines: profile.resources.iter().map(line).collect(), total: grouped(profile.counts.total()), origin: None }
}

fn kinds(page: &Page, profile: &Profile) -> Vec<(Phrase, Vec<String>, String)> {
    let of = |one: &Resource| {
        let each = profile.areas.iter().map(|area| grouped(profile.counts.of_in(one.kind, &area.code)));
        (words::kind(page, one.kind), each.collect(), grouped(one.number))
    };
    profile.resources.iter().map(of).collect()
}

fn question(page: &Page, one: &Ability, own: &[OwnCode], is_own: bool) -> Asked {
    let share = |number: u64| (grouped(number), format!("{}%", one.percent_of_answers(number)));
    Asked {
        words: words::ability(page, &one.code, own),
        href: (is_own && one.yes + one.conditional > 0).then(|| format!("/search?can={}", one.code)),
        answers: [share(one.yes), share(one.conditional), share(one.no)],
        answered: grouped(one.answered()),
        unanswered: format!("{}%", one.unanswered_percent()),
    }
}
