//! 町丁別世帯数・人口 (住民基本台帳): a city's own monthly list. The newest month becomes the total of the municipality,
//! which the file does not name: its towns tell.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::cells::{self, text};
use super::reference::warn_unknown_area;
use super::{Area, Context, Interrupted, Measure, Period, Read, Refusal, Sink, Statistic, refuse, rows};
use crate::directory::import::table::Table;

/// Towns that are looked up.
const ENOUGH_TOWNS: usize = 400;

#[derive(Default)]
struct Month {
    people: i64,
    households: i64,
}

pub(super) fn read(mut table: Table, context: Context<'_>, sink: Sink<'_>) -> Result<(), Interrupted> {
    let columns = ["町丁名", "世帯数", "男", "女", "date"].map(|name| table.column(name));
    let mut newest: Option<(Option<Date>, Month)> = None;
    let mut towns: BTreeSet<String> = BTreeSet::new();
    rows(&mut table, sink, |row, sink| {
        let [town, households, men, women, date] = columns.map(|column| text(row, column));
        let counts = [households, men, women].map(cells::number);
        let [Ok(Some(households)), Ok(Some(men)), Ok(Some(women))] = counts else {
            // Small towns are hidden by a sign instead of a number.
            return match counts {
                [Err(()), ..] | [_, Err(()), _] | [_, _, Err(())] => {
                    refuse(sink, row.line(), Some("世帯数"), Refusal::BadCount(cells::short(households)))
                }
                _ => Ok(()),
            };
        };
        let day = match date {
            "" => context.as_of,
            text => match text.parse::<Date>() {
                Ok(day) => Some(day),
                Err(_) => return refuse(sink, row.line(), Some("date"), Refusal::BadDay(cells::short(text))),
            },
        };
        if towns.len() < ENOUGH_TOWNS {
            towns.insert(town.to_owned());
        }
        if newest.as_ref().is_none_or(|(known, _)| day > *known) {
            newest = Some((day, Month::default()));
        }
        if let Some((known, month)) = &mut newest
            && *known == day
        {
            month.people += men + women;
            month.households += households;
        }
        Ok(())
    })?;
    let Some((day, month)) = newest else { return Ok(()) };
    let towns: Vec<String> = towns.into_iter().collect();
    let found = context.gazetteer.municipality_with(&towns);
    let Some((municipality, _)) = found.filter(|(_, count)| count * 10 >= towns.len() * 6) else {
        return Ok(warn_unknown_area(sink, 1, "町丁名", "町丁名")?);
    };
    let period = day.map_or_else(|| Period::Year { year: 0, label: "不明".to_owned() }, Period::Day);
    for (measure, count) in [(Measure::PopulationTotal, month.people), (Measure::Households, month.households)] {
        sink(Read::Statistic(Statistic {
            area: Area::Municipality(municipality.to_owned()),
            measure,
            period: period.clone(),
            value_milli: count.saturating_mul(1000),
            source: "住民基本台帳".to_owned(),
        }))?;
    }
    Ok(())
}
