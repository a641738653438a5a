//! Doubtful matches (照合の確認) and what people decided.

use std::collections::HashSet;

use kyoten_store::{Result, Tx, Value, params, values};

use super::survey::By;
use crate::directory::OrganizationId;
use crate::platform::hub_id::HubId;
use crate::platform::{Clock, Id};

/// What a review's id names.
#[derive(Debug)]
pub enum MatchReview {}

/// A doubtful match that waits for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its id.
    pub id: Id<MatchReview>,
    /// One organisation: id, name, address.
    pub one: (OrganizationId, String, String),
    /// The other one.
    pub other: (OrganizationId, String, String),
    /// The code of a reason.
    pub reason: String,
}

/// The columns of [`row`].
pub const COLUMNS: [&str; 6] = ["hub_id", "id", "organization_id", "other_id", "reason", "opened_at"];

/// One row for a new doubt; the pair is kept in the order of the ids, so that it is asked once.
pub fn row(hub: HubId, clock: &Clock, pair: (OrganizationId, OrganizationId), reason: &str) -> Vec<Value> {
    let id = Id::<MatchReview>::new(clock);
    let (one, other) = ordered(pair);
    values![hub.to_bytes(), id.to_bytes(), one.to_bytes(), other.to_bytes(), reason, clock.now().as_microsecond()]
}

/// A pair in the order of its ids.
pub fn ordered((a, b): (OrganizationId, OrganizationId)) -> (OrganizationId, OrganizationId) {
    (a.min(b), a.max(b))
}

/// Every pair that was ever asked about.
pub fn asked(tx: &mut Tx<'_>, hub: HubId) -> Result<HashSet<(OrganizationId, OrganizationId)>> {
    let pairs = tx.query(
        "select organization_id, other_id from match_review where hub_id = $1",
        params![hub.to_bytes()],
        |row| Ok((OrganizationId::from_bytes(row.read(0)?), OrganizationId::from_bytes(row.read(1)?))),
    )?;
    Ok(pairs.into_iter().collect())
}

/// The pairs that a person has called different.
pub fn kept_apart(tx: &mut Tx<'_>, hub: HubId) -> Result<Vec<(OrganizationId, OrganizationId)>> {
    tx.query(
        "select organization_id, other_id from match_review where hub_id = $1 and decision = 'different'",
        params![hub.to_bytes()],
        |row| Ok((OrganizationId::from_bytes(row.read(0)?), OrganizationId::from_bytes(row.read(1)?))),
    )
}

/// The doubts that wait for a person, the oldest first.
pub fn waiting(tx: &mut Tx<'_>, hub: HubId, limit: u32) -> Result<Vec<Waiting>> {
    tx.query(
        "select r.id, r.reason, a.id, a.name, pa.address, b.id, b.name, pb.address
         from match_review r
         join organization a on a.hub_id = r.hub_id and a.id = r.organization_id
         join organization b on b.hub_id = r.hub_id and b.id = r.other_id
         join place pa on pa.hub_id = r.hub_id and pa.organization_id = a.id and pa.position = 0
         join place pb on pb.hub_id = r.hub_id and pb.organization_id = b.id and pb.position = 0
         where r.hub_id = $1 and r.decision is null and a.merged_into is null and b.merged_into is null
         order by r.opened_at, r.id limit $2",
        params![hub.to_bytes(), limit],
        |row| {
            Ok(Waiting {
                id: Id::from_bytes(row.read(0)?),
                reason: row.read(1)?,
                one: (OrganizationId::from_bytes(row.read(2)?), row.read(3)?, row.read(4)?),
                other: (OrganizationId::from_bytes(row.read(5)?), row.read(6)?, row.read(7)?),
            })
        },
    )
}

/// The two organisations of a doubt that is still open; the first was known earlier.
pub fn find_open(tx: &mut Tx<'_>, hub: HubId, id: Id<MatchReview>) -> Result<Option<(OrganizationId, OrganizationId)>> {
    tx.find(
        "select organization_id, other_id from match_review where hub_id = $1 and id = $2 and decision is null",
        params![hub.to_bytes(), id.to_bytes()],
        |row| Ok((OrganizationId::from_bytes(row.read(0)?), OrganizationId::from_bytes(row.read(1)?))),
    )
}

/// Keeps what a person decided about a pair, whether it was ever asked about or not.
pub fn settle(
    tx: &mut Tx<'_>,
    hub: HubId,
    clock: &Clock,
    pair: (OrganizationId, OrganizationId),
    decision: &str,
    by: By<'_>,
) -> Result<()> {
    let (one, other) = ordered(pair);
    tx.execute(
        "insert into match_review
           (hub_id, id, organization_id, other_id, reason, opened_at, decision, decided_at, decided_by)
         values ($1, $2, $3, $4, 'chosen', $5, $6, $5, $7)
         on conflict (hub_id, organization_id, other_id) do update
           set decision = excluded.decision, decided_at = excluded.decided_at, decided_by = excluded.decided_by",
        params![
            hub.to_bytes(),
            Id::<MatchReview>::new(clock).to_bytes(),
            one.to_bytes(),
            other.to_bytes(),
            by.now.as_microsecond(),
            decision,
            by.who
        ],
    )?;
    Ok(())
}

/// What was asked about an organisation is asked about the one it was joined with, and what was kept apart from it stays apart.
pub fn carry_over(tx: &mut Tx<'_>, hub: HubId, clock: &Clock, from: OrganizationId, to: OrganizationId) -> Result<()> {
    let asked = tx.query(
        "select id, organization_id, other_id from match_review
         where hub_id = $1 and (organization_id = $2 or other_id = $2) and (decision is null or decision = 'different')",
        params![hub.to_bytes(), from.to_bytes()],
        |row| {
            let (one, other): (OrganizationId, OrganizationId) = (row.read(1)?, row.read(2)?);
            Ok((row.read::<Id<MatchReview>>(0)?, if one == from { other } else { one }))
        },
    )?;
    for (review, third) in asked.into_iter().filter(|(_, third)| *third != to) {
        let (one, other) = ordered((to, third));
        tx.execute(
            "insert into match_review
               (hub_id, id, organization_id, other_id, reason, opened_at, decision, decided_at, decided_by, copied_from)
             select hub_id, $1, $2, $3, reason, opened_at, decision, decided_at, decided_by, id
             from match_review where hub_id = $4 and id = $5
             on conflict (hub_id, organization_id, other_id) do nothing",
            params![
                Id::<MatchReview>::new(clock).to_bytes(),
                one.to_bytes(),
                other.to_bytes(),
                hub.to_bytes(),
                review.to_bytes()
            ],
        )?;
    }
    Ok(())
}

/// Takes back what was [carried over](carry_over), when the organisation is one of its own again. What a person decided in the
/// meantime counts for it.
pub fn take_back(tx: &mut Tx<'_>, hub: HubId, of: OrganizationId) -> Result<()> {
    let asked = tx.query(
        "select id from match_review where hub_id = $1 and (organization_id = $2 or other_id = $2)",
        params![hub.to_bytes(), of.to_bytes()],
        |row| row.read(0),
    )?;
    asked.into_iter().try_for_each(|review| take_back_copies(tx, hub, review))
}

fn take_back_copies(tx: &mut Tx<'_>, hub: HubId, original: Id<MatchReview>) -> Result<()> {
    let copies: Vec<Id<MatchReview>> = tx.query(
        "select id from match_review where hub_id = $1 and copied_from = $2",
        params![hub.to_bytes(), original.to_bytes()],
        |row| row.read(0),
    )?;
    for copy in copies {
        // It may have been carried on, when the other organisation was joined too.
        take_back_copies(tx, hub, copy)?;
        let decided = tx.one(
            "select decision, decided_at, decided_by from match_review where hub_id = $1 and id = $2",
            params![hub.to_bytes(), copy.to_bytes()],
            |row| Ok([row.read::<Value>(0)?, row.read(1)?, row.read(2)?]),
        )?;
        if decided[0] == Value::Text("same".to_owned()) {
            // The third one was joined with the organisation that stays: that is still so.
            continue;
        }
        let whose = values![hub.to_bytes(), original.to_bytes()];
        tx.execute(
            "update match_review set decision = $1, decided_at = $2, decided_by = $3
             where hub_id = $4 and id = $5 and decision is null",
            &[&decided[..], &whose].concat(),
        )?;
        tx.execute("delete from match_review where hub_id = $1 and id = $2", params![hub.to_bytes(), copy.to_bytes()])?;
    }
    Ok(())
}
