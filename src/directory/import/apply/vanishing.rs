//! What vanished: rows that the newest list of their dataset leaves out, where it speaks of their municipality.
//!
//! The day of the list decides, not the order in which lists come: an older one takes nothing away, and what only an older one
//! has is kept as gone. Whether January comes before June, after it or together with it, the directory is the same.

use kyoten_store::Tx;

use super::Writer;
use crate::directory::OrganizationId;
use crate::directory::import::ImportError;
use crate::directory::import::coverage::Lists;
use crate::directory::store::records::{Gone, short_key};
use crate::directory::store::{history, lists, organizations, records};

/// A list that would take away more than this share of what older ones have is cut off, until somebody says otherwise.
const BELIEVABLE_SHARE: f64 = 0.3;
/// One or two of few are believed all the same, but never all of them.
const BELIEVABLE_LOSS: usize = 2;

/// Whether it is believed that so many of all rows that were there are gone.
fn is_believable(gone: usize, of: usize) -> bool {
    gone == 0 || gone < of && (gone <= BELIEVABLE_LOSS || gone as f64 <= of as f64 * BELIEVABLE_SHARE)
}

impl Writer<'_> {
    /// Marks what vanished and keeps the days of the lists.
    pub(super) fn mark_vanished(&mut self, tx: &mut Tx<'_>) -> Result<(), ImportError> {
        let joined = self.work.joined;
        let mut affected = Vec::new();
        let outlived = std::mem::take(&mut self.outlived);
        self.mark_rows(tx, &outlived, &mut affected)?;
        for (dataset, lists) in &joined.lists {
            self.work.progress.go_on()?;
            let (gone, of) = self.left_out(tx, dataset, lists)?;
            let is_believed = self.work.accept_removals || is_believable(gone.len(), of);
            if is_believed {
                self.mark_rows(tx, &gone, &mut affected)?;
            } else {
                self.outcome.not_believed.insert(dataset.clone(), gone.len() as u64);
            }
            for (municipality, days) in lists.days(is_believed) {
                let kept = joined.known_lists.kept(dataset, municipality);
                let newest = days.newest_of(kept);
                if newest != kept {
                    lists::keep(tx, self.work.hub, dataset, municipality, newest)?;
                }
            }
        }
        self.mark_organizations(tx, affected)
    }

    /// The rows of a dataset that the newest list leaves out, and how many it could have left out.
    fn left_out(&self, tx: &mut Tx<'_>, dataset: &str, lists: &Lists) -> Result<(Vec<Gone>, usize), ImportError> {
        let joined = self.work.joined;
        if joined.known.is_empty() && lists.are_of_one_day() {
            return Ok((Vec::new(), 0));
        }
        let (mut gone, mut of) = (Vec::new(), 0);
        for (row, municipality) in records::present_in(tx, self.work.hub, dataset)? {
            let Some(day) = lists.speaking_of(&municipality) else { continue };
            let key = short_key(&row.source, &row.key);
            let known = joined.known.get(&key);
            let newest = joined.known_lists.days(dataset, &municipality).newest;
            if newest.max(known.and_then(|known| known.as_of)) > day {
                continue;
            }
            let is_listed = joined.seen.get(&key).is_some_and(|last| *last >= day);
            let was_there = known.is_some_and(|known| !known.vanished) || joined.repeated.contains(&key);
            of += usize::from(was_there || !is_listed);
            if !is_listed {
                gone.push(row);
            }
        }
        Ok((gone, of))
    }

    fn mark_rows(
        &mut self,
        tx: &mut Tx<'_>,
        gone: &[Gone],
        affected: &mut Vec<OrganizationId>,
    ) -> Result<(), ImportError> {
        for one in gone {
            records::set_vanished(tx, self.work.hub, one, self.now)?;
            self.outcome.vanished += 1;
            affected.push(one.organization);
        }
        Ok(())
    }

    /// Joins the organisations anew whose rows vanished; those that no newest list names are marked.
    fn mark_organizations(&mut self, tx: &mut Tx<'_>, mut affected: Vec<OrganizationId>) -> Result<(), ImportError> {
        affected.sort_unstable();
        affected.dedup();
        for id in affected {
            self.work.progress.go_on()?;
            let changed = self.outcome.changed;
            // It may have changed in this import before: then its history has a line already, which is carried on.
            for change in self.rewrite(tx, id)? {
                history::add(tx, self.work.hub, id, self.revision, &change)?;
            }
            if records::are_all_new(tx, self.work.hub, id, self.work.import.to_bytes())? {
                // It was counted as new.
                self.outcome.changed = changed;
            }
            let is_missing = organizations::find(tx, self.work.hub, id)?.is_some_and(|stored| {
                stored.missing_since.is_some_and(|since| since.as_microsecond() == self.now.as_microsecond())
            });
            self.outcome.missing += u64::from(is_missing);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::is_believable;

    #[test]
    fn a_loss_is_believed_when_it_is_small_and_never_when_nothing_is_left() {
        for (gone, of) in [(0, 0), (0, 5), (1, 2), (2, 3), (2, 4), (3, 10), (30, 100)] {
            assert!(is_believable(gone, of), "{gone} of {of}");
        }
        for (gone, of) in [(1, 1), (2, 2), (12, 12), (3, 4), (3, 9), (4, 13), (31, 100)] {
            assert!(!is_believable(gone, of), "{gone} of {of}");
        }
    }
}
