//! 医療情報ネット 01-2, 02-2, 03-2: one row per facility, 診療科 and 時間帯. A facility's rows stand together, so only one
//! facility is in memory. The records have no name: they only complete those of the facility files.

use std::collections::HashSet;

use super::cells::{checks, line};
use super::navii::{Institution, mended_id};
use super::{Context, Interrupted, Read, Refusal, Sink, Stop, Warning, refuse, rows, warn};
use crate::directory::hours::{self, DepartmentRow, NaviiFlags};
use crate::directory::import::table::{Row, Table};
use crate::directory::record::{Identifier, IdentifierSystem, PlaceFacts, Record, ServiceFacts, Source};

const DAYS: [&str; 8] = ["月", "火", "水", "木", "金", "土", "日", "祝"];

/// Codes that stand for a department written as free text end so.
const FREE_TEXT: &str = "991";

type TimeColumns = [(Option<usize>, Option<usize>); 8];

struct Columns {
    id: Option<usize>,
    code: Option<usize>,
    name: Option<usize>,
    consultation: TimeColumns,
    reception: TimeColumns,
}

/// One row, kept until all of its facility are there.
struct Kept {
    code: String,
    name: String,
    cells: [[(String, String); 8]; 2],
}

impl Kept {
    fn row(&self) -> DepartmentRow<'_> {
        let bands =
            |n: usize| std::array::from_fn(|day| (self.cells[n][day].0.as_str(), self.cells[n][day].1.as_str()));
        DepartmentRow { code: &self.code, name: &self.name, consultation: bands(0), reception: bands(1) }
    }
}

struct Facility {
    id: String,
    line: u64,
    rows: Vec<Kept>,
}

pub(super) fn read(mut table: Table, context: Context<'_>, sink: Sink<'_>) -> Result<(), Interrupted> {
    let times = |name: &str| -> TimeColumns {
        DAYS.map(|day| (table.column(&format!("{day}_{name}開始時間")), table.column(&format!("{day}_{name}終了時間"))))
    };
    let columns = Columns {
        id: table.column("ID"),
        code: table.column("診療科目コード"),
        name: table.column("診療科目名"),
        consultation: times("診療"),
        reception: times("外来受付"),
    };
    let mut open: Option<Facility> = None;
    let mut done: HashSet<u64> = HashSet::new();
    rows(&mut table, sink, |row, sink| {
        let id = match mended_id(super::cells::text(row, columns.id), None) {
            Ok(id) => id,
            Err((column, reason)) => return refuse(sink, row.line(), Some(column), reason),
        };
        if open.as_ref().is_none_or(|facility| facility.id != id) {
            if let Some(facility) = open.take() {
                hand_over(&facility, context, sink)?;
            }
            if !done.insert(xxhash_rust::xxh3::xxh3_64(id.as_bytes())) {
                warn(sink, row.line(), "ID", Warning::ApartRows(id.clone()))?;
            }
            open = Some(Facility { id, line: row.line(), rows: Vec::new() });
        }
        if let Some(facility) = &mut open {
            // A facility has a few dozen departments in a few bands; anything else is no facility.
            if facility.rows.len() >= 2000 {
                return refuse(sink, row.line(), Some("ID"), Refusal::BadNumber(facility.id.clone()));
            }
            facility.rows.push(kept(row, &columns));
        }
        Ok(())
    })?;
    match open {
        Some(facility) => Ok(hand_over(&facility, context, sink)?),
        None => Ok(()),
    }
}

fn kept(row: &Row, columns: &Columns) -> Kept {
    let cell = |column| super::cells::text(row, column);
    let times = |columns: &TimeColumns| columns.map(|(from, to)| (cell(from).to_owned(), cell(to).to_owned()));
    Kept {
        code: cell(columns.code).to_owned(),
        name: line(cell(columns.name)),
        cells: [times(&columns.consultation), times(&columns.reception)],
    }
}

fn hand_over(facility: &Facility, context: Context<'_>, sink: Sink<'_>) -> Result<(), Stop> {
    let Some(institution) = Institution::of_id(&facility.id) else {
        // Without its zero the ID tells nothing; the copy has to be mended by its facility file first.
        return refuse(sink, facility.line, Some("ID"), Refusal::UnknownKind(facility.id.clone()));
    };
    let rows: Vec<DepartmentRow<'_>> = facility.rows.iter().map(Kept::row).collect();
    let mut checks = checks(context);
    let hours = checks.hours("診療時間", hours::from_navii(&NaviiFlags::default(), &rows));
    let mut departments: Vec<String> = Vec::new();
    for kept in &facility.rows {
        // What people wrote freely is a department only when it is as short as a name.
        let prose = kept.code.ends_with(FREE_TEXT) && kept.name.chars().count() > 30;
        if !prose && !kept.name.is_empty() && !departments.contains(&kept.name) {
            departments.push(kept.name.clone());
        }
    }
    let record = Record {
        source: Source::Navii,
        // A record of its own: neither of the two files may take away what the other one told.
        key: format!("{}#hours", facility.id),
        dataset: format!("navii_hours:{}", institution.code()),
        as_of: context.as_of,
        kind: institution.kind(),
        name: String::new(),
        kana: None,
        identifiers: vec![Identifier { system: IdentifierSystem::Navii, value: facility.id.clone() }],
        owner: None,
        owner_number: None,
        place: PlaceFacts::default(),
        phone: None,
        fax: None,
        url: None,
        email: None,
        services: vec![ServiceFacts {
            code: institution.service().to_owned(),
            hours,
            departments,
            ..ServiceFacts::default()
        }],
        note: String::new(),
    };
    sink(Read::Facility { line: facility.line, record: Box::new(record) })?;
    checks.tell(facility.line, sink)
}
