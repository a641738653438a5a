//! Checking an audit from its first event to its last: what is wrong, where, in words.
//!
//! The events are read once, in their order. Each must have the digest that stands beside it, the digests must lead to the
//! roots of the batches, and the roots to those that were signed or seen by others.

mod finding;
mod tail;
mod trust;

use std::collections::HashMap;

use kyoten_store::{Error, Result, Store, Tx, Value};

pub use finding::{Finding, Spot, Witness};
pub use trust::{Held, Trust};

use super::super::hub_id::HubId;
use super::batch::{Batch, LARGEST, Span};
use super::catch_up::{LOST, Window};
use super::digest::{Digester, leaf};
use super::event::Place;
use super::key::PublicKey;
use super::store::events::Stored;
use super::store::{checkpoints, events};
use super::tree::{Frontier, Hash};
use tail::Tail;
use trust::Point;

/// What a check found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// How many events are sealed.
    pub events: u64,
    /// In how many batches.
    pub batches: u64,
    /// How many of them were sealed after the process that recorded them had ended.
    pub unwitnessed: u64,
    /// How many wait to be sealed.
    pub unsealed: u64,
    /// How many alarms the hub itself raised.
    pub alarms: u64,
    /// How many checkpoints there are.
    pub checkpoints: u64,
    /// Up to which size the chain is signed.
    pub signed: u64,
    /// No key was known from outside: the signatures only show that the database agrees with itself.
    pub keys_believed: bool,
    /// What is wrong, the first place first.
    pub findings: Vec<Finding>,
}

/// What a check leaves out: only a drill does, to show that the check is needed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LeftOut {
    /// Nothing.
    #[default]
    Nothing,
    /// Whether an event still says what its digest was made of.
    Contents,
}

/// More findings than this are not listed.
const MOST: usize = 1_000;

/// Checks the audit of a hub; a running one goes on meanwhile.
pub async fn verify(store: &Store, hub: HubId, trust: Trust) -> Result<Report> {
    let (mut verifier, mut part) = store
        .read(move |tx| Ok::<_, Error>((Verifier::begin(tx, hub, &trust, LeftOut::Nothing)?, Part::read(tx, hub, 0)?)))
        .await?;
    while let Some(from) = part.window.next {
        // The next part is read while this one is checked.
        let checking = tokio::task::spawn_blocking(move || {
            verifier.take(&part.window);
            verifier
        });
        let (checked, next) = tokio::join!(checking, store.read(move |tx| Part::read(tx, hub, from)));
        verifier = checked.map_err(|e| Error::Panicked { message: e.to_string() })?;
        part = next?;
    }
    Ok(verifier.finish(&part))
}

/// Checks the audit as one unit of work sees it.
pub fn verify_in(tx: &mut Tx<'_>, hub: HubId, trust: &Trust, left_out: LeftOut) -> Result<Report> {
    let mut verifier = Verifier::begin(tx, hub, trust, left_out)?;
    let mut part = Part::read(tx, hub, 0)?;
    while let Some(from) = part.window.next {
        verifier.take(&part.window);
        part = Part::read(tx, hub, from)?;
    }
    Ok(verifier.finish(&part))
}

/// What is read in one go; after the last batch also what is not sealed.
struct Part {
    window: Window,
    tail: Option<Tail>,
}

impl Part {
    fn read(tx: &mut Tx<'_>, hub: HubId, from: u64) -> Result<Self> {
        let window = Window::read(tx, hub, from)?;
        let tail = if window.next.is_none() { Some(Tail::read(tx, hub)?) } else { None };
        Ok(Self { window, tail })
    }
}

/// What was seen of a lane in the order.
#[derive(Clone, Copy, Debug)]
struct LaneSeen {
    /// The number that must come next.
    next: i64,
    /// How many of its events are there.
    there: u64,
}

struct Verifier {
    hub: HubId,
    keys: Vec<PublicKey>,
    left_out: LeftOut,
    tree: Frontier,
    lanes: HashMap<i64, LaneSeen>,
    /// When the batch before was sealed.
    sealed_before: i64,
    points: Vec<Point>,
    /// How many of the points are behind.
    passed: usize,
    /// The tree of a signed checkpoint that was just reached and does not match.
    signed_tree: Option<Frontier>,
    /// The roots do not match since something that was told already.
    broken: bool,
    report: Report,
}

/// An event whose columns do not have its digest.
struct Unsound {
    spot: Spot,
    digest: Hash,
    columns: Box<[Value]>,
    out_of_time: bool,
}

impl Verifier {
    fn begin(tx: &mut Tx<'_>, hub: HubId, trust: &Trust, left_out: LeftOut) -> Result<Self> {
        let stored = checkpoints::notes(tx, hub)?;
        let list = checkpoints::keys(tx, hub)?;
        let mut report = Report {
            alarms: events::alarms(tx, hub)?,
            checkpoints: stored.len() as u64,
            keys_believed: trust.keys.is_empty(),
            ..Report::default()
        };
        let mut points = Vec::new();
        let keys: Vec<PublicKey> = trust::keys(hub, &trust.keys, list, &mut report.findings);
        trust::checkpoints(hub, &keys, &stored, &mut points, &mut report.findings);
        report.signed = points.iter().map(|point| point.head.size).max().unwrap_or_default();
        trust::held(hub, &keys, trust, &stored, &mut points, &mut report.findings);
        points.retain(|point| point.head.size > 0);
        points.sort_by_key(|point| point.head.size);
        Ok(Self {
            hub,
            keys,
            left_out,
            tree: Frontier::default(),
            lanes: HashMap::new(),
            sealed_before: i64::MIN,
            points,
            passed: 0,
            signed_tree: None,
            broken: false,
            report,
        })
    }

    fn tell(&mut self, finding: Finding) {
        if self.report.findings.len() < MOST {
            self.report.findings.push(finding);
        }
    }

    fn take(&mut self, window: &Window) {
        let mut unsound = Vec::new();
        for row in &window.batches {
            match &row.batch {
                Some(batch) => self.batch(batch, window, &mut unsound),
                None => {
                    self.broken = true;
                    self.tell(Finding::BatchChanged { position: row.first });
                }
            }
        }
        self.tell_unsound(unsound);
    }

    fn batch(&mut self, batch: &Batch, window: &Window, unsound: &mut Vec<Unsound>) {
        let position = self.tree.size();
        let hole = batch.first.checked_sub(position).filter(|hole| *hole <= LARGEST);
        let Some(hole) = hole else {
            self.broken = true;
            return self.tell(Finding::BatchChanged { position: batch.first });
        };
        if hole > 0 {
            self.broken = true;
            self.tell(Finding::BatchesMissing { position, count: hole });
            (0..hole).for_each(|_| self.push(LOST));
            self.resume();
        }
        let (mut told, known) = (false, unsound.len());
        for span in &batch.spans {
            told |= self.span(batch, span, window, unsound);
        }
        // An event that is wrong itself explains a wrong root.
        told |= unsound.len() > known;
        self.sealed_before = batch.sealed_at;
        self.report.batches += 1;
        self.report.unwitnessed += if batch.witnessed { 0 } else { batch.count() };
        let holds = self.tree.root() == batch.root;
        let is_told_here = !holds && !self.broken && !told;
        if is_told_here {
            let (position, count, sealed_at) = (batch.first, batch.count(), batch.sealed_at);
            self.tell(Finding::OrderChanged { position, count, sealed_at });
        } else {
            // Nobody can have signed a root that was changed: that is told already.
            self.signature(batch);
        }
        self.broken = !holds;
        self.resume();
    }

    /// What is wrong up to a signed checkpoint is told; what comes after it is checked from there.
    fn resume(&mut self) {
        if let Some(tree) = self.signed_tree.take().filter(|tree| tree.size() == self.tree.size()) {
            self.tree = tree;
            self.broken = false;
        }
    }

    /// What a checkpoint covers needs no other signature. One batch without is told; those after it follow from it.
    fn signature(&mut self, batch: &Batch) {
        let covered = batch.first < self.report.signed || self.keys.is_empty();
        if !covered && !batch.is_signed_by(self.hub, &self.keys) {
            let told = |finding: &Finding| matches!(finding, Finding::BatchNotSigned { .. });
            if !self.report.findings.iter().any(told) {
                self.tell(Finding::BatchNotSigned { position: batch.first });
            }
        }
    }

    /// Whether something is wrong that makes the roots differ.
    fn span(&mut self, batch: &Batch, span: &Span, window: &Window, unsound: &mut Vec<Unsound>) -> bool {
        let position = self.tree.size();
        let first = Place { lane: span.lane, number: span.from };
        let next = self.lanes.get(&span.lane).map_or(1, |lane| lane.next);
        if span.from > next {
            let first = Place { lane: span.lane, number: next };
            let count = span.from.abs_diff(next);
            self.tell(Finding::MissingBeforeSealing { first, count, position });
        } else if span.from < next {
            self.tell(Finding::SealedTwice(Spot { position, place: first }));
        }
        let (mut there, mut missing, mut before) = (0, None, None::<&Stored>);
        let mut events = (span.from..).zip(window.events(span)).peekable();
        while let Some((number, event)) = events.next() {
            let spot = Spot { position: self.tree.size(), place: Place { lane: span.lane, number } };
            let Some(event) = event else {
                missing.get_or_insert((spot, 0)).1 += 1;
                self.push(LOST);
                continue;
            };
            self.tell_missing(missing.take());
            there += 1;
            if let Some(columns) = event.unsound.clone().filter(|_| self.left_out != LeftOut::Contents) {
                let after = events.peek().and_then(|(_, event)| *event);
                let out_of_time = is_out_of_time(event, before, after, self.sealed_before, batch.sealed_at);
                unsound.push(Unsound { spot, digest: event.digest, columns, out_of_time });
            }
            self.push(leaf(&event.digest, batch.sealed_at, batch.witnessed));
            before = Some(event);
        }
        let is_missing = there < u64::from(span.count);
        self.tell_missing(missing);
        let seen = self.lanes.entry(span.lane).or_insert(LaneSeen { next: 1, there: 0 });
        seen.next = seen.next.max(span.last() + 1);
        seen.there += there;
        is_missing
    }

    fn tell_missing(&mut self, missing: Option<(Spot, u64)>) {
        if let Some((first, count)) = missing {
            self.tell(Finding::EventsMissing { first, count });
        }
    }

    /// Adds a leaf, and compares where somebody has seen the root.
    fn push(&mut self, leaf: Hash) {
        self.tree.push(leaf);
        let root = match self.points.get(self.passed) {
            Some(point) if point.head.size <= self.tree.size() => self.tree.root(),
            _ => return,
        };
        while let Some(point) = self.points.get(self.passed).filter(|point| point.head.size <= self.tree.size()) {
            if point.head.root != root {
                let (seen, size) = (point.by.clone(), point.head.size);
                let told = |finding: &Finding| matches!(finding, Finding::Rebuilt { seen: Witness::Checkpoint(_), .. });
                // One is enough of those that the database says itself; of the others each is told.
                if !matches!(seen, Witness::Checkpoint(_)) || !self.report.findings.iter().any(told) {
                    self.tell(Finding::Rebuilt { seen, size });
                }
                self.signed_tree = self.points[self.passed].tree.take().or(self.signed_tree.take());
            }
            self.passed += 1;
        }
    }

    /// Puts into words what was done to the events whose digests are wrong.
    fn tell_unsound(&mut self, mut unsound: Vec<Unsound>) {
        while let Some(one) = unsound.pop() {
            let other = unsound.iter().rev().take(64).position(|other| are_swapped(&one, other));
            let finding = if let Some(at) = other {
                let other = unsound.remove(unsound.len() - 1 - at);
                Finding::EventsSwapped(other.spot.min(one.spot), other.spot.max(one.spot))
            } else if one.out_of_time {
                Finding::EventMovedInTime(one.spot)
            } else {
                Finding::EventChanged(one.spot)
            };
            self.tell(finding);
        }
    }

    fn finish(mut self, last: &Part) -> Report {
        self.take(&last.window);
        self.report.events = self.tree.size();
        for point in self.points.split_off(self.passed) {
            self.tell(Finding::TailCut { seen: point.by, size: point.head.size, have: self.tree.size() });
        }
        if let Some(tail) = &last.tail {
            self.tail(tail);
        }
        self.report.findings.sort_by_key(Finding::position);
        self.report
    }
}

/// A little more than clocks of two machines may differ, in microseconds.
const TOLERANCE: i64 = 60_000_000;

/// A little more than a unit of work lasts.
const LONGEST_UNIT: i64 = 3_600_000_000;

/// Whether the moment of an event is not where its neighbours put it. Only asked where something is wrong anyway.
fn is_out_of_time(
    event: &Stored,
    before: Option<&Stored>,
    after: Option<&Stored>,
    sealed_before: i64,
    sealed_at: i64,
) -> bool {
    let sound = |event: Option<&Stored>| event.filter(|event| event.unsound.is_none()).map(|event| event.at);
    sound(before).is_some_and(|before| event.at < before)
        || sound(after).is_some_and(|after| event.at > after)
        || event.at > sealed_at.saturating_add(TOLERANCE)
        || event.at < sealed_before.saturating_sub(LONGEST_UNIT)
}

/// Whether the columns of one have the digest that they would have in the place of the other.
fn are_swapped(one: &Unsound, other: &Unsound) -> bool {
    let mut columns = one.columns.clone();
    columns[1] = Value::Int(other.spot.place.lane);
    columns[2] = Value::Int(other.spot.place.number);
    let digest = Digester::default().digest(columns.iter().map(Value::as_ref));
    digest == other.digest || digest == one.digest
}
