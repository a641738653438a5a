//! The table of alerts, and what the rules read.

use jiff::Timestamp;
use kyoten_store::{Error, Result, Row, Tx, params};

use super::chain;
use crate::platform::access::MemberId;
use crate::platform::audit::alert::{Alert, Rule, Sight};
use crate::platform::audit::batch::Batch;
use crate::platform::audit::what::What;
use crate::platform::hub_id::HubId;

/// What was sealed since the rules last looked.
#[derive(Clone, Debug)]
pub struct News {
    /// The position where they stopped.
    pub from: u64,
    /// The position up to which this reaches.
    pub until: u64,
    /// The members who did something.
    pub actors: Vec<MemberId>,
    /// The earliest moment of it.
    pub oldest: Timestamp,
}

/// Reads what was sealed since, at most so many events or one batch.
pub fn news(tx: &mut Tx<'_>, hub: HubId, most: u64) -> Result<News> {
    let sql = "select position from audit_alert_progress where hub_id = $1";
    let from = tx.find(sql, params![hub], |row| row.read::<u64>(0))?.unwrap_or(0);
    let mut news = News { from, until: from, actors: Vec::new(), oldest: Timestamp::MAX };
    let batches = chain::batches(tx, hub, from, i64::try_from(most).unwrap_or(i64::MAX))?;
    for batch in batches.iter().filter_map(|row| row.batch.as_ref()) {
        if news.until > from && batch.end() - from > most {
            break;
        }
        read_actors(tx, hub, batch, &mut news)?;
        news.until = batch.end();
    }
    Ok(news)
}

fn read_actors(tx: &mut Tx<'_>, hub: HubId, batch: &Batch, news: &mut News) -> Result<()> {
    for span in &batch.spans {
        tx.for_each(
            "select actor_id, min(at) from audit_event
             where hub_id = $1 and lane = $2 and number between $3 and $4 and actor_id is not null group by actor_id",
            params![hub, span.lane, span.from, span.last()],
            |row| {
                // What cannot be read was not written by the program: the check tells of it, and the rules go on.
                if let (Ok(actor), Ok(at)) = (row.read(0), moment(row, 1)) {
                    news.actors.push(actor);
                    news.oldest = news.oldest.min(at);
                }
                Ok(())
            },
        )?;
    }
    Ok(())
}

/// What a member saw since a moment, in the order of time.
pub fn sights(tx: &mut Tx<'_>, hub: HubId, actor: MemberId, since: Timestamp) -> Result<Vec<Sight>> {
    let mut sights = Vec::new();
    tx.for_each(
        "select at, what, coalesce(subject_id, object_id), amount from audit_event
         where hub_id = $1 and actor_id = $2 and at >= $3 order by at, lane, number",
        params![hub, actor, since.as_microsecond()],
        |row| {
            let sight = || Ok::<_, Error>(Sight { at: moment(row, 0)?, subject: row.read(2)?, amount: row.read(3)? });
            let shows = row.text(1).is_ok_and(|what| What::from_code(what).is_some_and(What::shows_data));
            sights.extend(sight().ok().filter(|_| shows));
            Ok(())
        },
    )?;
    Ok(sights)
}

/// Notes how far the rules have come. `false`: somebody else did.
pub fn proceed(tx: &mut Tx<'_>, hub: HubId, from: u64, until: u64) -> Result<bool> {
    let position =
        |number: u64| i64::try_from(number).map_err(|_| Error::unreadable(0, "a position beyond all positions"));
    let (from, until) = (position(from)?, position(until)?);
    if from == 0 {
        let sql = "insert into audit_alert_progress (hub_id, position) values ($1, 0) on conflict do nothing";
        tx.execute(sql, params![hub])?;
    }
    let sql = "update audit_alert_progress set position = $3 where hub_id = $1 and position = $2";
    Ok(tx.execute(sql, params![hub, from, until])? == 1)
}

/// Lets an alert that was told already reach further. `false`: there is none that this one continues.
pub fn extend(tx: &mut Tx<'_>, hub: HubId, alert: &Alert) -> Result<bool> {
    let same = params![
        hub,
        alert.rule.code(),
        alert.actor,
        alert.subject.map_or(Vec::new(), Vec::from),
        alert.since.as_microsecond()
    ];
    let newest = tx.find(
        "select since, until, records from audit_alert
         where hub_id = $1 and rule = $2 and actor_id = $3 and subject_id = $4 and until >= $5
         order by until desc limit 1",
        same,
        |row| Ok((row.read::<i64>(0)?, row.read::<i64>(1)?, row.read::<u64>(2)?)),
    )?;
    let Some((since, until, records)) = newest else { return Ok(false) };
    let until = until.max(alert.until.as_microsecond());
    let records = i64::try_from(records.max(alert.records)).unwrap_or(i64::MAX);
    let mut values = same[..4].to_vec();
    values.extend_from_slice(params![since, until, records]);
    tx.execute(
        "update audit_alert set until = $6, records = $7
         where hub_id = $1 and rule = $2 and actor_id = $3 and subject_id = $4 and since = $5",
        &values,
    )?;
    Ok(true)
}

/// Adds an alert.
pub fn add(tx: &mut Tx<'_>, hub: HubId, alert: &Alert, now: Timestamp) -> Result<()> {
    tx.execute(
        "insert into audit_alert (hub_id, rule, actor_id, subject_id, since, until, records, noticed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            hub,
            alert.rule.code(),
            alert.actor,
            alert.subject.map_or(Vec::new(), Vec::from),
            alert.since.as_microsecond(),
            alert.until.as_microsecond(),
            i64::try_from(alert.records).unwrap_or(i64::MAX),
            now.as_microsecond()
        ],
    )
    .map(drop)
}

/// An alert that nobody has looked into yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenAlert {
    /// What was noticed.
    pub alert: Alert,
    /// When.
    pub noticed_at: Timestamp,
}

/// The alerts that nobody has looked into, the newest first.
pub fn open(tx: &mut Tx<'_>, hub: HubId, most: u32) -> Result<Vec<OpenAlert>> {
    tx.query(
        "select rule, actor_id, subject_id, since, until, records, noticed_at from audit_alert
         where hub_id = $1 and settled_at is null order by noticed_at desc, since desc limit $2",
        params![hub, most],
        |row| {
            let rule = Rule::from_code(row.text(0)?).ok_or_else(|| Error::unreadable(0, "an unknown rule"))?;
            let subject = row.bytes(2)?.try_into().ok();
            let alert = Alert {
                rule,
                actor: row.read(1)?,
                subject,
                since: moment(row, 3)?,
                until: moment(row, 4)?,
                records: row.read(5)?,
            };
            Ok(OpenAlert { alert, noticed_at: moment(row, 6)? })
        },
    )
}

/// Notes that somebody has looked into an alert. `false`: it is not open.
pub fn settle(tx: &mut Tx<'_>, hub: HubId, alert: &Alert, by: MemberId, now: Timestamp) -> Result<bool> {
    let settled = tx.execute(
        "update audit_alert set settled_by = $6, settled_at = $7
         where hub_id = $1 and rule = $2 and actor_id = $3 and subject_id = $4 and since = $5 and settled_at is null",
        params![
            hub,
            alert.rule.code(),
            alert.actor,
            alert.subject.map_or(Vec::new(), Vec::from),
            alert.since.as_microsecond(),
            by,
            now.as_microsecond()
        ],
    )?;
    Ok(settled == 1)
}

fn moment(row: &Row<'_>, column: usize) -> Result<Timestamp> {
    Timestamp::from_microsecond(row.read(column)?).map_err(|e| Error::unreadable(column, e))
}
