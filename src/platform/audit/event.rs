//! What is written down: who did what to which thing. Ids and codes, never a word that a person typed.

use std::fmt;
use std::net::IpAddr;

use jiff::Timestamp;
use kyoten_store::{ToValue as _, Value};

use super::super::access::{MemberId, Viewer};
use super::super::hub_id::HubId;
use super::super::id::Id;
use super::code::Code;
use super::surroundings::Surroundings;
use super::what::What;

/// One thing that somebody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When, by the clock of the machine that served it.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// In whose name (代行).
    pub behalf: Option<MemberId>,
    /// What.
    pub what: What,
    /// To which thing.
    pub object: Option<Object>,
    /// Whose data it is, where that is not the object itself: the patient of a document.
    pub subject: Option<[u8; 16]>,
    /// Why, or what was refused.
    pub reason: Option<Code>,
    /// How many records: more than one for a list or an export.
    pub amount: u32,
    /// The number of the request, as its page and the log show it.
    pub request: Option<Code>,
    /// From where.
    pub network: Option<Surroundings>,
}

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// Nobody who had signed in.
    Anyone,
    /// A member.
    Member(MemberId),
    /// Whoever types commands on the machine itself.
    Operator,
    /// The hub on its own: a timer, an alarm.
    Hub,
}

impl Actor {
    /// As the database writes it.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Anyone => "anyone",
            Self::Member(_) => "member",
            Self::Operator => "operator",
            Self::Hub => "hub",
        }
    }

    /// The member.
    pub fn member(self) -> Option<MemberId> {
        if let Self::Member(member) = self { Some(member) } else { None }
    }

    /// As the database wrote it.
    pub fn from_parts(kind: &str, member: Option<MemberId>) -> Option<Self> {
        match (kind, member) {
            ("anyone", None) => Some(Self::Anyone),
            ("operator", None) => Some(Self::Operator),
            ("hub", None) => Some(Self::Hub),
            ("member", Some(member)) => Some(Self::Member(member)),
            _ => None,
        }
    }
}

impl From<&Viewer> for Actor {
    fn from(viewer: &Viewer) -> Self {
        match viewer {
            Viewer::Anyone { .. } => Self::Anyone,
            Viewer::Operator { .. } => Self::Operator,
            Viewer::Member(signed_in) => Self::Member(signed_in.member),
        }
    }
}

/// A thing that something was done to. The rooms name their own kinds: the ground floor does not know them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Object {
    /// Its kind: `member`, `organization`.
    pub kind: Code,
    /// Its id.
    pub id: [u8; 16],
}

impl Object {
    /// A thing by its kind and id.
    pub fn new<T>(kind: Code, id: Id<T>) -> Self {
        Self { kind, id: id.to_bytes() }
    }
}

impl Event {
    /// Somebody did something at this moment.
    pub fn new(actor: impl Into<Actor>, what: What, at: Timestamp) -> Self {
        Self {
            at,
            actor: actor.into(),
            behalf: None,
            what,
            object: None,
            subject: None,
            reason: None,
            amount: 1,
            request: None,
            network: None,
        }
    }

    /// To this thing.
    pub fn on(mut self, object: Object) -> Self {
        self.object = Some(object);
        self
    }

    /// Which is data about this person.
    pub fn about<T>(mut self, person: Id<T>) -> Self {
        self.subject = Some(person.to_bytes());
        self
    }

    /// In the name of this member.
    pub fn in_the_name_of(mut self, member: MemberId) -> Self {
        self.behalf = Some(member);
        self
    }

    /// For this reason.
    pub fn because(mut self, reason: Code) -> Self {
        self.reason = Some(reason);
        self
    }

    /// With this many records.
    pub fn of_records(mut self, amount: u32) -> Self {
        self.amount = amount;
        self
    }

    /// In the request with this number, which came from this address.
    pub fn in_request(mut self, number: &str, from: IpAddr) -> Self {
        self.request = Code::cleaned(number);
        self.network = Some(from.into());
        self
    }

    /// Its columns, in the order of [`COLUMNS`].
    pub(super) fn values(&self, hub: HubId, place: Place) -> [Value; 15] {
        [
            hub.to_value(),
            place.lane.to_value(),
            place.number.to_value(),
            self.at.as_microsecond().to_value(),
            self.actor.kind().to_value(),
            self.actor.member().to_value(),
            self.behalf.to_value(),
            self.what.code().to_value(),
            self.object.as_ref().map(|object| object.kind.as_str()).to_value(),
            self.object.as_ref().map(|object| object.id).to_value(),
            self.subject.to_value(),
            self.reason.as_ref().map(Code::as_str).to_value(),
            self.amount.to_value(),
            self.request.as_ref().map(Code::as_str).to_value(),
            self.network.as_ref().map(Surroundings::bytes).to_value(),
        ]
    }
}

/// The columns of an event in the order in which its digest reads them.
pub const COLUMNS: [&str; 15] = [
    "hub_id",
    "lane",
    "number",
    "at",
    "actor_kind",
    "actor_id",
    "behalf_id",
    "what",
    "object_kind",
    "object_id",
    "subject_id",
    "reason",
    "amount",
    "request",
    "network",
];

/// Where an event stands: its lane, and its number there. Nothing else has the same, ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The lane.
    pub lane: i64,
    /// From 1, without a gap.
    pub number: i64,
}

impl Place {
    /// As an object's id, for alarms about an event.
    pub fn to_bytes(self) -> [u8; 16] {
        (u128::from(self.lane.cast_unsigned()) << 64 | u128::from(self.number.cast_unsigned())).to_be_bytes()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}-{}", self.lane, self.number)
    }
}
