//! What came of an import, for the person who typed it.

use crate::commands::say::say;
use jiff::civil::Date;
use kyoten::directory::import::day::ToldBy;
use kyoten::directory::import::report::{FileCounts, FileReport, ImportReport, LeftOut};

/// Takes one count out of those of a file.
type Count = fn(&FileCounts) -> u64;

/// The columns of the table of files, each with its count.
const COLUMNS: [(&str, Count); 10] = [
    ("read", |counts| counts.read),
    ("created", |counts| counts.created),
    ("joined", |counts| counts.merged + counts.completes),
    ("updated", |counts| counts.updated),
    ("unchanged", |counts| counts.unchanged + counts.own + counts.reference),
    ("review", |counts| counts.reviews),
    ("contradict", |counts| counts.contradicting),
    ("outside", |counts| counts.outside_area),
    ("refused", FileCounts::refused_total),
    ("odd", FileCounts::warned_total),
];

/// Letters of a column: one more than the longest name has.
const WIDTH: usize = 11;

/// Municipalities of which the summary tells what was left out; the list has them all.
const LEFT_OUT_SHOWN: usize = 5;

/// Prints the counts, file by file.
pub fn tell(report: &ImportReport, preview: bool) {
    say!("{}  file", row(COLUMNS.map(|(name, _)| name.to_owned())));
    for file in &report.files {
        tell_file(file);
    }
    say!(
        "new organisations {}, changed {}, not in the newest source {} (rows {}), doubtful matches to review {}",
        report.organizations_created,
        report.organizations_changed,
        report.organizations_missing,
        report.vanished,
        report.reviews
    );
    for (reason, count) in &report.reviews_by_reason {
        say!("  {reason}: {count}");
    }
    let contradicting: u64 = report.files.iter().map(|file| file.counts.contradicting).sum();
    if contradicting > 0 {
        say!(
            "同じ番号で内容が矛盾する行 {contradicting}：使ったほうと、使わなかったほうを理由の一覧に示しました。 / contradicting rows of one number: {contradicting}, see the list"
        );
    }
    tell_left_out(&report.outside());
    for (dataset, count) in &report.removals_not_believed {
        say!(
            "{dataset}: {count} 件がなくなっていますが、多すぎるので印をつけていません。確かめてから --accept-removals をつけてください。"
        );
    }
    if preview {
        say!("下見です。何も変えていません。 / A preview: nothing was changed.");
    }
}

/// What `--area` left out, and how to have it.
pub fn tell_left_out(outside: &[LeftOut]) {
    if outside.is_empty() {
        return;
    }
    let rows: u64 = outside.iter().map(|left_out| left_out.rows).sum();
    say!("--area の外なので取り込まない行 {rows} / rows outside --area: {rows}");
    for LeftOut { municipality, name, rows } in outside.iter().take(LEFT_OUT_SHOWN) {
        let whose = if municipality.is_empty() {
            "市区町村がわからない行 / municipality unknown"
        } else {
            municipality
        };
        say!("  {whose} {name} {rows}");
    }
    if outside.len() > LEFT_OUT_SHOWN {
        let others = outside.len() - LEFT_OUT_SHOWN;
        say!("  ほか {others} 市区町村は理由の一覧に / {others} more in the list");
    }
    say!(
        "取り込むには、--area に番号を足すか、--area を外してください。 / To include them, add their codes to --area or leave it out."
    );
}

fn tell_file(file: &FileReport) {
    let label = &file.label;
    if let Some(problem) = &file.problem {
        say!("{}  {label}: {problem}", row(COLUMNS.map(|_| "–".to_owned())));
        return;
    }
    say!("{}  {label} ({})", row(COLUMNS.map(|(_, count)| count(&file.counts).to_string())), file.kind);
    if let Some(newer) = file.newer_is_there {
        if file.counts.outlived == 0 || file.counts.older > 0 {
            say!("{}  {}", row(COLUMNS.map(|_| String::new())), older(file, newer));
        }
        if file.counts.outlived > 0 {
            say!("{}  {}", row(COLUMNS.map(|_| String::new())), outlived(file.counts.outlived, newer));
        }
    }
    if file.counts.own > 0 {
        let (rows, indent) = (file.counts.own, row(COLUMNS.map(|_| String::new())));
        say!(
            "{indent}  {rows} 行は、この拠点が書き出したものです。そのままにしました。直すときは kyoten directory set を使ってください。 / rows that this hub wrote itself: {rows}, nothing changed; kyoten directory set corrects them"
        );
    }
    let orphans = ("orphan".to_owned(), file.counts.orphans);
    let reasons = file.counts.refused.iter().map(|(reason, count)| (reason.clone(), *count)).chain([orphans]);
    for (reason, count) in reasons.filter(|(_, count)| *count > 0) {
        say!("{}  {reason} {count}", row(COLUMNS.map(|_| String::new())));
    }
}

/// What a file that is older than what is there has done.
fn older(file: &FileReport, newer: Date) -> String {
    let rows = file.counts.older;
    let told = file.as_of.filter(|as_of| as_of.told_by != ToldBy::Modified);
    match (told, rows) {
        (Some(mine), 1..) => format!(
            "{} のデータです。いまある {newer} の情報より古いので、{rows} 行は何も変えていません。 / older than what is there: {rows} rows changed nothing",
            mine.day
        ),
        (None, 1..) => format!(
            "いつのデータかわかりません。いまあるのは {newer} の情報なので、{rows} 行は何も変えていません。それより新しいなら --as-of で日付を示してください。 / of an unknown day: {rows} rows changed nothing; --as-of tells it"
        ),
        (_, 0) => format!(
            "前に {newer} のものを取り込んでいて、これは古いほうです。新しいほうを取り込み直してください。 / one of {newer} was imported before: import that again"
        ),
    }
}

/// What became of rows that only a list has that is older than what is there.
fn outlived(rows: u64, newer: Date) -> String {
    format!(
        "{newer} の名簿にない {rows} 行は、「新しい名簿にはのっていない」という印をつけて加えました。これが {newer} より新しいなら --as-of で日付を示してください。 / rows that the list of {newer} no longer has: {rows}, kept with that mark; if this list is newer, --as-of tells it"
    )
}

fn row(cells: [String; COLUMNS.len()]) -> String {
    cells.map(|cell| format!("{cell:>WIDTH$}")).concat()
}
