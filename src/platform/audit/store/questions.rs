//! Questions to the audit: who did something, who saw me, what happened then.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use jiff::Timestamp;
use kyoten_store::{Error, Result, Row, ToValue as _, Tx, Value, params};

use crate::platform::access::MemberId;
use crate::platform::audit::code::Code;
use crate::platform::audit::event::{Actor, Event, Object, Place};
use crate::platform::audit::surroundings::Surroundings;
use crate::platform::audit::what::What;
use crate::platform::hub_id::HubId;

/// A question to the audit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// What this member did.
    pub actor: Option<MemberId>,
    /// What was done to this thing, or to data about this person: "who saw me".
    pub about: Option<[u8; 16]>,
    /// Not before this moment.
    pub since: Option<Timestamp>,
    /// Before this moment.
    pub before: Option<Timestamp>,
}

/// Where a page ends, and the next one goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    at: i64,
    place: Place,
}

/// As an address carries it.
impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.at, self.place.lane, self.place.number)
    }
}

impl FromStr for Cursor {
    type Err = ParseIntError;

    fn from_str(text: &str) -> std::result::Result<Self, ParseIntError> {
        let mut parts = text.splitn(3, '.').map(str::parse);
        let mut part = || parts.next().unwrap_or_else(|| "".parse());
        Ok(Self { at: part()?, place: Place { lane: part()?, number: part()? } })
    }
}

/// An event as it stands in the audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Where it stands.
    pub place: Place,
    /// What happened.
    pub event: Event,
}

/// A page of an answer, the newest event first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The events.
    pub events: Vec<Recorded>,
    /// Where the next page begins; nothing on the last one.
    pub next: Option<Cursor>,
}

/// Answers a question, page by page. Every question uses an index.
pub fn ask(tx: &mut Tx<'_>, hub: HubId, question: &Question, after: Option<Cursor>, most: u32) -> Result<Answer> {
    let (sql, values) = statement(hub, question, after, most);
    let mut events = tx.query(&sql, &values, read)?;
    let more = events.len() > most as usize;
    events.truncate(most as usize);
    let last = events.last().filter(|_| more);
    let next = last.map(|last| Cursor { at: last.event.at.as_microsecond(), place: last.place });
    Ok(Answer { events, next })
}

const SELECT: &str =
    "select lane, number, at, actor_kind, actor_id, behalf_id, what, object_kind, object_id, subject_id,
    reason, amount, request, network
  from audit_event where";
const NEWEST_FIRST: &str = "order by at desc, lane desc, number desc limit";

/// One more than a page, so that it is known whether another one follows.
pub fn statement(hub: HubId, question: &Question, after: Option<Cursor>, most: u32) -> (String, Vec<Value>) {
    let mut values = params![hub].to_vec();
    let mut value = |value: Value| {
        values.push(value);
        format!("${}", values.len())
    };
    let mut conditions = vec!["hub_id = $1".to_owned()];
    if let Some(actor) = question.actor {
        conditions.push(format!("actor_id = {}", value(actor.to_value())));
    }
    if let Some(since) = question.since {
        conditions.push(format!("at >= {}", value(since.as_microsecond().to_value())));
    }
    if let Some(before) = question.before {
        conditions.push(format!("at < {}", value(before.as_microsecond().to_value())));
    }
    if let Some(Cursor { at, place }) = after {
        let (at, lane, number) = (value(at.to_value()), value(place.lane.to_value()), value(place.number.to_value()));
        conditions.push(format!("at <= {at}"));
        conditions.push(format!("(at < {at} or lane < {lane} or (lane = {lane} and number < {number}))"));
    }
    let about = question.about.map(|about| value(about.to_value()));
    let most = value((i64::from(most) + 1).to_value());
    let conditions = conditions.join(" and ");
    let sql = match about {
        None => format!("{SELECT} {conditions} {NEWEST_FIRST} {most}"),
        // Each half has its own index; with `or` a database may rather read everything.
        Some(about) => {
            let half = |column: &str| {
                format!(
                    "select * from ({SELECT} {conditions} and {column} = {about} {NEWEST_FIRST} {most}) as {column}"
                )
            };
            format!("{} union {} {NEWEST_FIRST} {most}", half("object_id"), half("subject_id"))
        }
    };
    (sql, values)
}

pub(super) fn read(row: &Row<'_>) -> Result<Recorded> {
    let nonsense = |column| Error::unreadable(column, "no event is written like this");
    let code = |column: usize| -> Result<Option<Code>> {
        Ok(row.read::<Option<String>>(column)?.and_then(|text| Code::cleaned(&text)))
    };
    let object = match (code(7)?, row.read(8)?) {
        (Some(kind), Some(id)) => Some(Object { kind, id }),
        (None, None) => None,
        _ => return Err(nonsense(7)),
    };
    let network = match row.read::<Option<Vec<u8>>>(13)? {
        Some(bytes) => Some(Surroundings::from_bytes(&bytes).ok_or_else(|| nonsense(13))?),
        None => None,
    };
    let event = Event {
        at: Timestamp::from_microsecond(row.read(2)?).map_err(|_| nonsense(2))?,
        actor: Actor::from_parts(row.text(3)?, row.read(4)?).ok_or_else(|| nonsense(3))?,
        behalf: row.read(5)?,
        what: What::from_code(row.text(6)?).ok_or_else(|| nonsense(6))?,
        object,
        subject: row.read(9)?,
        reason: code(10)?,
        amount: row.read(11)?,
        request: code(12)?,
        network,
    };
    Ok(Recorded { place: Place { lane: row.read(0)?, number: row.read(1)? }, event })
}
