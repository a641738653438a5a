//! The table of timers.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use kyoten_store::{Engine, Error, Result, Row, Tx, params};

use super::{Claim, Pauses};
use crate::platform::hub_id::HubId;
use crate::platform::id::random_bytes;

/// When something is to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// At this time of the wall clock.
    At(Timestamp),
    /// After this wait; when the clock is set back meanwhile, the wait stays as long as it was.
    After(SignedDuration),
}

impl When {
    fn moment(self, now: Timestamp) -> i64 {
        match self {
            Self::At(moment) => moment.as_microsecond(),
            Self::After(wait) => later(now, wait),
        }
    }

    fn is_wait(self) -> bool {
        matches!(self, Self::After(_))
    }
}

fn later(now: Timestamp, wait: SignedDuration) -> i64 {
    now.saturating_add(wait).unwrap_or(Timestamp::MAX).as_microsecond()
}

/// The fence of a new timer. By chance, so that a claim on an earlier timer of the same name, which is done and gone, does not
/// fit this one.
fn first_fence() -> i64 {
    i64::from(u32::from_be_bytes(random_bytes())) << 16
}

/// Sets a timer. If it is set already this takes its place, and whoever has taken the old one cannot settle it any more.
pub fn set(tx: &mut Tx<'_>, hub: HubId, kind: &str, subject: &str, when: When, now: Timestamp) -> Result<()> {
    tx.execute(
        "insert into timer (hub_id, kind, subject, due_at, run_at, is_wait, touched_at, fence, failures, trouble)
         values ($1, $2, $3, $4, $4, $5, $6, $7, 0, '')
         on conflict (hub_id, kind, subject) do update
         set due_at = excluded.due_at, run_at = excluded.run_at, is_wait = excluded.is_wait, touched_at = excluded.touched_at,
             fence = timer.fence + 1, taken_at = null, failures = 0, trouble = ''",
        params![
            hub.to_bytes(),
            kind,
            subject,
            when.moment(now),
            when.is_wait(),
            now.as_microsecond(),
            first_fence()
        ],
    )?;
    Ok(())
}

/// Sets a timer unless it is set already: for what happens again and again. Says whether it was missing.
pub fn ensure(tx: &mut Tx<'_>, hub: HubId, kind: &str, subject: &str, when: When, now: Timestamp) -> Result<bool> {
    let added = tx.execute(
        "insert into timer (hub_id, kind, subject, due_at, run_at, is_wait, touched_at, fence, failures, trouble)
         values ($1, $2, $3, $4, $4, $5, $6, $7, 0, '')
         on conflict (hub_id, kind, subject) do nothing",
        params![hub.to_bytes(), kind, subject, when.moment(now), when.is_wait(), now.as_microsecond(), first_fence()],
    )?;
    Ok(added == 1)
}

/// Takes a timer away. Whoever has taken it cannot settle it any more: what he did in the database is undone.
pub fn cancel(tx: &mut Tx<'_>, hub: HubId, kind: &str, subject: &str) -> Result<bool> {
    let gone = tx.execute(
        "delete from timer where hub_id = $1 and kind = $2 and subject = $3",
        params![hub.to_bytes(), kind, subject],
    )?;
    Ok(gone == 1)
}

/// When the next timer of a kind is to be taken.
pub(super) fn next_run(tx: &mut Tx<'_>, hub: HubId, kind: &str) -> Result<Option<Timestamp>> {
    let next: Option<i64> = tx.one(
        "select min(run_at) from timer where hub_id = $1 and kind = $2",
        params![hub.to_bytes(), kind],
        |row| row.read(0),
    )?;
    next.map(moment).transpose()
}

/// Takes up to `most` timers that are due, for as long as the lease; those in `skip` are left alone.
pub(super) fn take(
    tx: &mut Tx<'_>,
    hub: HubId,
    kind: &'static str,
    lease: SignedDuration,
    most: usize,
    skip: &HashSet<String>,
    now: Timestamp,
) -> Result<Vec<Claim>> {
    // SQLite has one writer, who sees all. On PostgreSQL what another node is taking right now is passed over.
    let lock = match tx.engine() {
        Engine::Sqlite => "",
        Engine::Postgres => " for update skip locked",
    };
    let due = tx.query(
        &format!(
            "select subject, due_at, fence, failures, taken_at from timer
             where hub_id = $1 and kind = $2 and run_at <= $3 order by run_at limit $4{lock}"
        ),
        params![hub.to_bytes(), kind, now.as_microsecond(), (most + skip.len()) as i64],
        |row| {
            let broke_off = row.read::<Option<i64>>(4)?.is_some();
            let failures = row.read::<i64>(3)? + i64::from(broke_off);
            Ok(Claim {
                hub,
                kind,
                subject: row.read(0)?,
                due_at: moment(row.read(1)?)?,
                failures: u32::try_from(failures).unwrap_or(u32::MAX),
                fence: row.read::<i64>(2)? + 1,
            })
        },
    )?;
    let mut taken = Vec::new();
    for claim in due.into_iter().filter(|claim| !skip.contains(&claim.subject)).take(most) {
        tx.execute(
            "update timer set run_at = $4, is_wait = 1, touched_at = $5, taken_at = $5, fence = $6, failures = $7
             where hub_id = $1 and kind = $2 and subject = $3",
            params![
                hub.to_bytes(),
                kind,
                claim.subject,
                later(now, lease),
                now.as_microsecond(),
                claim.fence,
                i64::from(claim.failures)
            ],
        )?;
        taken.push(claim);
    }
    Ok(taken)
}

/// Makes the lease of a claim begin anew. `false`: somebody else has the timer now.
pub(super) fn renew(tx: &mut Tx<'_>, claim: &Claim, lease: SignedDuration, now: Timestamp) -> Result<bool> {
    let renewed = tx.execute(
        "update timer set run_at = $5, touched_at = $6
         where hub_id = $1 and kind = $2 and subject = $3 and fence = $4 and taken_at is not null",
        params![claim.hub.to_bytes(), claim.kind, claim.subject, claim.fence, later(now, lease), now.as_microsecond()],
    )?;
    Ok(renewed == 1)
}

pub(super) fn is_held(tx: &mut Tx<'_>, claim: &Claim) -> Result<bool> {
    tx.one(
        "select count(*) from timer
         where hub_id = $1 and kind = $2 and subject = $3 and fence = $4 and taken_at is not null",
        params![claim.hub.to_bytes(), claim.kind, claim.subject, claim.fence],
        |row| row.read(0),
    )
}

pub(super) fn delete_held(tx: &mut Tx<'_>, claim: &Claim) -> Result<bool> {
    let gone = tx.execute(
        "delete from timer where hub_id = $1 and kind = $2 and subject = $3 and fence = $4 and taken_at is not null",
        params![claim.hub.to_bytes(), claim.kind, claim.subject, claim.fence],
    )?;
    Ok(gone == 1)
}

pub(super) fn put_back(tx: &mut Tx<'_>, claim: &Claim, when: When, now: Timestamp) -> Result<bool> {
    let put = tx.execute(
        "update timer set due_at = $5, run_at = $5, is_wait = $6, touched_at = $7, taken_at = null, failures = 0, trouble = ''
         where hub_id = $1 and kind = $2 and subject = $3 and fence = $4 and taken_at is not null",
        params![
            claim.hub.to_bytes(),
            claim.kind,
            claim.subject,
            claim.fence,
            when.moment(now),
            when.is_wait(),
            now.as_microsecond()
        ],
    )?;
    Ok(put == 1)
}

/// The work failed: it is to be tried again after a pause.
pub(super) fn fail(
    tx: &mut Tx<'_>,
    claim: &Claim,
    pause: SignedDuration,
    trouble: &str,
    now: Timestamp,
) -> Result<bool> {
    let put = tx.execute(
        "update timer set run_at = $5, is_wait = 1, touched_at = $6, taken_at = null, failures = failures + 1, trouble = $7
         where hub_id = $1 and kind = $2 and subject = $3 and fence = $4 and taken_at is not null",
        params![
            claim.hub.to_bytes(),
            claim.kind,
            claim.subject,
            claim.fence,
            later(now, pause),
            now.as_microsecond(),
            trouble
        ],
    )?;
    Ok(put == 1)
}

/// Lets go of everything that was taken and not settled: for a program that knows that it is the only one. What broke off
/// again and again waits longer each time, so that one bad timer does not bring the program down for ever.
pub(super) fn let_go(tx: &mut Tx<'_>, hub: HubId, pauses: Pauses, now: Timestamp) -> Result<u64> {
    let taken = tx.query(
        "select kind, subject, failures from timer where hub_id = $1 and taken_at is not null",
        params![hub.to_bytes()],
        |row| Ok((row.read::<String>(0)?, row.read::<String>(1)?, row.read::<i64>(2)?)),
    )?;
    for (kind, subject, failures) in &taken {
        // One breakdown is mostly the program's end and not the timer's fault.
        let pause = match u32::try_from(*failures) {
            Ok(0) => SignedDuration::ZERO,
            failures => pauses.by_chance(failures.unwrap_or(u32::MAX)),
        };
        tx.execute(
            "update timer set run_at = $4, is_wait = 1, touched_at = $5, taken_at = null, fence = fence + 1,
                              failures = failures + 1
             where hub_id = $1 and kind = $2 and subject = $3",
            params![hub.to_bytes(), kind, subject, later(now, pause), now.as_microsecond()],
        )?;
    }
    Ok(taken.len() as u64)
}

/// The clock was set back: waits that began in what is now the future begin now instead, as long as they were.
pub(super) fn follow_the_clock(tx: &mut Tx<'_>, hub: HubId, tolerance: SignedDuration, now: Timestamp) -> Result<u64> {
    tx.execute(
        "update timer set due_at = due_at - (touched_at - $2), run_at = run_at - (touched_at - $2), touched_at = $2
         where hub_id = $1 and is_wait = 1 and touched_at > $3",
        params![hub.to_bytes(), now.as_microsecond(), later(now, tolerance)],
    )
}

/// Timers of one kind that should have been taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// Which kind.
    pub kind: String,
    /// How many.
    pub count: u64,
    /// Since when the oldest of them waits.
    pub since: Timestamp,
}

/// What should have been taken by this moment and was not, by kind. Kind by kind, as the index goes: what is not due yet is not
/// read.
pub fn overdue(tx: &mut Tx<'_>, hub: HubId, by: Timestamp) -> Result<Vec<Overdue>> {
    let mut all = Vec::new();
    let mut next = next_kind(tx, hub, "")?;
    while let Some(kind) = next {
        let (count, since): (i64, Option<i64>) = tx.one(
            "select count(*), min(run_at) from timer where hub_id = $1 and kind = $2 and run_at <= $3",
            params![hub.to_bytes(), kind, by.as_microsecond()],
            |row| Ok((row.read(0)?, row.read(1)?)),
        )?;
        next = next_kind(tx, hub, &kind)?;
        if let Some(since) = since {
            all.push(Overdue { kind, count: count.unsigned_abs(), since: moment(since)? });
        }
    }
    Ok(all)
}

/// The kind after this one, in the order of the alphabet.
fn next_kind(tx: &mut Tx<'_>, hub: HubId, after: &str) -> Result<Option<String>> {
    tx.one("select min(kind) from timer where hub_id = $1 and kind > $2", params![hub.to_bytes(), after], |row| {
        row.read(0)
    })
}

/// A timer, to be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Which part of the program does it.
    pub kind: String,
    /// What it is about.
    pub subject: String,
    /// When it is taken next.
    pub run_at: Timestamp,
    /// Whether somebody has taken it and not settled it yet.
    pub is_taken: bool,
    /// Failures in a row.
    pub failures: u32,
    /// What was said about the last one.
    pub trouble: String,
}

/// One timer.
pub fn find(tx: &mut Tx<'_>, hub: HubId, kind: &str, subject: &str) -> Result<Option<Shown>> {
    tx.find(
        "select kind, subject, run_at, taken_at, failures, trouble from timer
         where hub_id = $1 and kind = $2 and subject = $3",
        params![hub.to_bytes(), kind, subject],
        shown,
    )
}

/// What the timers of a kind are about, for an auditor.
pub fn subjects(tx: &mut Tx<'_>, hub: HubId, kind: &str) -> Result<HashSet<String>> {
    let mut all = HashSet::new();
    tx.for_each("select subject from timer where hub_id = $1 and kind = $2", params![hub.to_bytes(), kind], |row| {
        all.insert(row.read(0)?);
        Ok(())
    })?;
    Ok(all)
}

/// The timers that failed at least once, those that failed most first.
pub fn failing(tx: &mut Tx<'_>, hub: HubId, most: u32) -> Result<Vec<Shown>> {
    tx.query(
        "select kind, subject, run_at, taken_at, failures, trouble from timer
         where hub_id = $1 and failures > 0 order by failures desc, run_at limit $2",
        params![hub.to_bytes(), i64::from(most)],
        shown,
    )
}

fn shown(row: &Row<'_>) -> Result<Shown> {
    Ok(Shown {
        kind: row.read(0)?,
        subject: row.read(1)?,
        run_at: moment(row.read(2)?)?,
        is_taken: row.read::<Option<i64>>(3)?.is_some(),
        failures: u32::try_from(row.read::<i64>(4)?).unwrap_or(u32::MAX),
        trouble: row.read(5)?,
    })
}

fn moment(microseconds: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(microseconds).map_err(|cause| Error::unreadable(0, cause))
}
