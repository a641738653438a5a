//! What a database holds, as text: two hubs that imported the same hold the same, whatever their ids and clocks.

use std::fmt::Write as _;

use kyoten_store::{Result, Tx};

/// Which of two states a database is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// That from before the import.
    Before,
    /// That from after it.
    After,
}

/// Tells which state it is; what is neither is half an import, told by its first difference from the nearer one.
pub fn held(now: &str, before: &str, after: &str) -> std::result::Result<Held, String> {
    if now == before {
        return Ok(Held::Before);
    }
    if now == after {
        return Ok(Held::After);
    }
    let differing =
        |other: &str| now.lines().zip(other.lines()).find(|(a, b)| a != b).map(|(a, b)| format!("{a}\n{b}"));
    Err(format!("neither before nor after.\nnot before: {:?}\nnot after: {:?}", differing(before), differing(after)))
}

/// The key of an organisation that does not change from hub to hub: the first of the rows that speak of it.
fn organization(id: &str) -> String {
    format!("(select min(r.source || ' ' || r.record_key) from source_record r where r.organization_id = {id})")
}

/// Tables with the columns that do not depend on the hub, its clock or its ids.
fn tables() -> Vec<(&'static str, Vec<String>)> {
    let own = |columns: &[&str]| columns.iter().map(|column| (*column).to_owned()).collect::<Vec<_>>();
    let of = |id: &str, columns: &[&str]| {
        let mut all = vec![organization(id)];
        all.extend(own(columns));
        all
    };
    let is = |column: &str| format!("case when {column} is null then 0 else 1 end");
    let mut organizations = of(
        "t.id",
        &["kind", "name", "kana", "owner", "owner_number", "phone", "fax", "url", "email", "note", "origins"],
    );
    organizations.push(is("missing_since"));
    organizations.push(is("merged_into"));
    let mut records = own(&["source", "record_key", "dataset", "municipality", "as_of", "content", "content_hash"]);
    records.push(organization("t.organization_id"));
    records.push(is("vanished_at"));
    let mut reviews = of("t.organization_id", &["reason", "decision"]);
    reviews.push(organization("t.other_id"));
    vec![
        ("organization", organizations),
        ("organization_identifier", of("t.organization_id", &["system", "value"])),
        (
            "place",
            of(
                "t.organization_id",
                &[
                    "position",
                    "postal_code",
                    "municipality",
                    "address",
                    "building",
                    "latitude",
                    "longitude",
                    "accuracy",
                ],
            ),
        ),
        (
            "service",
            of(
                "t.organization_id",
                &["position", "place", "code", "name", "capacity", "hours", "departments", "beds", "source"],
            ),
        ),
        ("source_record", records),
        ("source_list", own(&["dataset", "municipality", "newest", "whole"])),
        ("organization_change", of("t.organization_id", &["field", "was", "became", "source", "changed_by"])),
        ("match_review", reviews),
        ("directory_document", of("t.organization_id", &["document"])),
        ("import_run", own(&["summary"])),
        ("import_file", own(&["position", "label", "kind", "as_of", "counts"])),
        ("reference_municipality", own(&["code", "prefecture", "name", "kana", "parent", "latitude", "longitude"])),
        ("reference_town", own(&["municipality", "name_key", "name", "latitude", "longitude"])),
        ("reference_postal_code", own(&["code", "municipality", "town", "kana"])),
        ("reference_holiday", own(&["day", "name"])),
        ("reference_statistic", own(&["area", "measure", "period", "source", "value_milli"])),
        ("reference_boundary", own(&["municipality", "rings"])),
    ]
}

/// Every row of every table, in an order that does not depend on ids.
pub fn of(tx: &mut Tx<'_>) -> Result<String> {
    let mut text = String::new();
    for (table, columns) in tables() {
        let cells: Vec<String> =
            columns.iter().map(|column| format!("coalesce(cast({column} as text), '~')")).collect();
        let mut rows: Vec<String> =
            tx.query(&format!("select {} from {table} t", cells.join(" || '|' || ")), &[], |row| row.read(0))?;
        rows.sort();
        let _ = writeln!(text, "{table} {}", rows.len());
        for row in rows {
            let _ = writeln!(text, "{table} {}", row.replace('\n', "\\n"));
        }
    }
    Ok(text)
}
