//! What came of an import, for the person who typed it.

use kyoten::directory::import::report::{FileReport, ImportReport};

/// Prints the counts, file by file.
pub fn tell(report: &ImportReport) {
    println!(
        "{:>9} {:>8} {:>8} {:>8} {:>9} {:>7} {:>7}  file",
        "read", "created", "joined", "updated", "unchanged", "refused", "odd"
    );
    for file in &report.files {
        tell_file(file);
    }
    println!(
        "new organisations {}, changed {}, not in the newest source {} (rows {}), doubtful matches to review {}",
        report.organizations_created,
        report.organizations_changed,
        report.organizations_missing,
        report.vanished,
        report.reviews
    );
    for (reason, count) in &report.reviews_by_reason {
        println!("  {reason}: {count}");
    }
    let contradicting: u64 = report.files.iter().map(|file| file.counts.contradicting).sum();
    if contradicting > 0 {
        println!(
            "同じ番号で内容が矛盾する行 {contradicting}：使ったほうと、使わなかったほうを理由の一覧に示しました。 / contradicting rows of one number: {contradicting}, see the list"
        );
    }
    for (dataset, count) in &report.removals_not_believed {
        println!(
            "{dataset}: {count} 件がなくなっていますが、多すぎるので印をつけていません。確かめてから --accept-removals をつけてください。"
        );
    }
}

fn tell_file(file: &FileReport) {
    let counts = &file.counts;
    let label = file.label.rsplit('/').next().unwrap_or(&file.label);
    if let Some(problem) = &file.problem {
        println!("{:>9} {:>8} {:>8} {:>8} {:>9} {:>7} {:>7}  {label}: {problem}", "–", "–", "–", "–", "–", "–", "–");
        return;
    }
    println!(
        "{:>9} {:>8} {:>8} {:>8} {:>9} {:>7} {:>7}  {label} ({})",
        counts.read,
        counts.created,
        counts.merged + counts.completes,
        counts.updated,
        counts.unchanged + counts.reference,
        counts.refused_total(),
        counts.warned_total(),
        file.kind
    );
    for (reason, count) in
        counts.refused.iter().chain([(&"orphan".to_owned(), &counts.orphans)].into_iter().filter(|(_, n)| **n > 0))
    {
        println!("{:>64}{reason} {count}", "");
    }
}
