//! The yearly review.

use jiff::Timestamp;
use jiff::civil::Date;
use kyoten_store::{Result, Tx, Value, params};

use super::{affiliations, maybe_day, moment, or_empty, places, some_moment};
use crate::directory::OrganizationId;
use crate::people::affiliation::Affiliation;
use crate::people::review::{ReviewLine, due_on};
use crate::platform::Id;
use crate::platform::access::MemberId;
use crate::platform::clock::local;
use crate::platform::hub_id::HubId;

/// Keeps that somebody confirmed an affiliation of a member, or that he is of the hub itself.
pub fn add(
    tx: &mut Tx<'_>,
    hub: HubId,
    member: MemberId,
    affiliation: Option<Id<Affiliation>>,
    by: Option<MemberId>,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "insert into member_review (hub_id, member_id, affiliation_id, reviewed_at, reviewed_on, reviewed_by)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (hub_id, member_id, affiliation_id, reviewed_at) do nothing",
        params![
            hub,
            member,
            or_empty(affiliation.map(Id::to_bytes)),
            now.as_microsecond(),
            local(now).date().to_string(),
            or_empty(by.map(MemberId::to_bytes))
        ],
    )?;
    Ok(())
}

/// Everybody who works at these organisations today, or anywhere when none is named.
pub fn of_organizations(
    tx: &mut Tx<'_>,
    hub: HubId,
    organizations: Option<&[OrganizationId]>,
    today: Date,
) -> Result<Vec<ReviewLine>> {
    let mut params = vec![Value::Bytes(hub.to_bytes().to_vec()), Value::Text(today.to_string())];
    let only = match organizations {
        None => String::new(),
        Some([]) => return Ok(Vec::new()),
        Some(some) => {
            params.extend(some.iter().map(|id| Value::Bytes(id.to_bytes().to_vec())));
            format!("and a.organization_id in ({})", places(3, some.len()))
        }
    };
    let sql = format!(
        "select a.id, a.organization_id, a.title, a.from_day, a.until_day, m.id, m.name, m.kana, m.last_sign_in_at,
           (select max(r.reviewed_on) from member_review r
            where r.hub_id = a.hub_id and r.member_id = a.member_id and r.affiliation_id = a.id)
         from affiliation a join member m on m.hub_id = a.hub_id and m.id = a.member_id
         where a.hub_id = $1 and m.state <> 'ended' and a.from_day <= $2 and (a.until_day is null or a.until_day > $2) {only}
         order by m.sort_key, m.name, m.id, a.from_day"
    );
    let mut lines: Vec<(Affiliation, ReviewLine)> = tx.query(&sql, &params, |row| {
        let affiliation = affiliations::affiliation(row)?;
        let line = ReviewLine {
            member: row.read(5)?,
            name: row.read(6)?,
            kana: row.read(7)?,
            organization: None,
            organization_name: String::new(),
            since: affiliation.period.from(),
            last_sign_in: moment(row, 8)?,
            confirmed_on: maybe_day(row, 9)?,
            due_on: affiliation.period.from(),
        };
        Ok((affiliation, line))
    })?;
    affiliations::name_organizations(tx, hub, lines.iter_mut().map(|(affiliation, _)| affiliation))?;
    let line = |(affiliation, line): (Affiliation, ReviewLine)| ReviewLine {
        organization: Some(affiliation.organization),
        organization_name: affiliation.organization_name,
        due_on: due_on(line.since, line.confirmed_on),
        ..line
    };
    Ok(lines.into_iter().map(line).collect())
}

/// Everybody whose account has not ended and who works nowhere today: the hub's own staff, and those whose last affiliation ran out.
pub fn without_organization(tx: &mut Tx<'_>, hub: HubId, today: Date) -> Result<Vec<ReviewLine>> {
    tx.query(
        "select m.id, m.name, m.kana, m.created_at, m.last_sign_in_at,
           (select max(r.reviewed_on) from member_review r
            where r.hub_id = m.hub_id and r.member_id = m.id and r.affiliation_id = $3)
         from member m
         where m.hub_id = $1 and m.state <> 'ended'
           and not exists (select 1 from affiliation a where a.hub_id = m.hub_id and a.member_id = m.id
             and a.from_day <= $2 and (a.until_day is null or a.until_day > $2))
         order by m.sort_key, m.name, m.id",
        params![hub, today.to_string(), or_empty(None)],
        |row| {
            let since = local(some_moment(row, 3)?).date();
            let confirmed_on = maybe_day(row, 5)?;
            Ok(ReviewLine {
                member: row.read(0)?,
                name: row.read(1)?,
                kana: row.read(2)?,
                organization: None,
                organization_name: String::new(),
                since,
                last_sign_in: moment(row, 4)?,
                confirmed_on,
                due_on: due_on(since, confirmed_on),
            })
        },
    )
}
