//! What is written down: who did what to which thing. Ids and codes, never a word that a person typed.

use std::borrow::Cow;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use jiff::Timestamp;
use kyoten_store::{ToValue as _, Value};

use super::super::access::{MemberId, Viewer};
use super::super::hub_id::HubId;
use super::super::id::Id;

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

/// What can be done. The one table of its codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// 閲覧: somebody saw personal data.
    Look,
    /// 検索: somebody searched among persons.
    Search,
    /// 印刷.
    Print,
    /// 出力: a file with several records left the hub.
    Export,
    /// 登録・変更.
    Write,
    /// 取込: an import.
    Import,
    /// 拒否: somebody asked for what he may not have; the reason names the right.
    Refuse,
    /// サインイン.
    SignIn,
    /// サインインの失敗.
    SignInFailed,
    /// サインアウト.
    SignOut,
    /// 本人の再確認: both factors were shown again.
    StepUp,
    /// 緊急サインイン, vouched for by two colleagues.
    EmergencySignIn,
    /// 利用停止: a session, a device or a role was ended.
    Revoke,
    /// 監査の警報: the hub noticed that the audit itself was tampered with.
    Alarm,
}

impl What {
    /// Everything that can be done.
    pub const ALL: [Self; 14] = [
        Self::Look,
        Self::Search,
        Self::Print,
        Self::Export,
        Self::Write,
        Self::Import,
        Self::Refuse,
        Self::SignIn,
        Self::SignInFailed,
        Self::SignOut,
        Self::StepUp,
        Self::EmergencySignIn,
        Self::Revoke,
        Self::Alarm,
    ];

    /// As the database writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Search => "search",
            Self::Print => "print",
            Self::Export => "export",
            Self::Write => "write",
            Self::Import => "import",
            Self::Refuse => "refuse",
            Self::SignIn => "sign_in",
            Self::SignInFailed => "sign_in_failed",
            Self::SignOut => "sign_out",
            Self::StepUp => "step_up",
            Self::EmergencySignIn => "emergency_sign_in",
            Self::Revoke => "revoke",
            Self::Alarm => "alarm",
        }
    }

    /// What this code means.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.code() == code)
    }

    /// Whether data about a person left the hub for somebody's eyes.
    pub fn shows_data(self) -> bool {
        matches!(self, Self::Look | Self::Search | Self::Print | Self::Export)
    }
}

/// A short word of the program: lower-case letters, digits, `_`, `-` and `.`, at most 32 of them. It can break no line,
/// close no quote and start no formula, wherever it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Code(Cow<'static, str>);

const LONGEST_CODE: usize = 32;

const fn fits_code(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.')
}

impl Code {
    /// A code of the program itself; a wrong one does not compile where it is a constant.
    pub const fn new(word: &'static str) -> Self {
        let bytes = word.as_bytes();
        assert!(!bytes.is_empty() && bytes.len() <= LONGEST_CODE, "a code has 1 to 32 characters");
        let mut at = 0;
        while at < bytes.len() {
            assert!(fits_code(bytes[at]), "a code is made of a-z, 0-9, _, - and .");
            at += 1;
        }
        Self(Cow::Borrowed(word))
    }

    /// A code out of what came from elsewhere: everything that fits no code becomes `_`, and the rest is cut off.
    pub fn cleaned(text: &str) -> Option<Self> {
        let cleaned = text.chars().take(LONGEST_CODE).map(|c| {
            let c = c.to_ascii_lowercase();
            if u8::try_from(c).is_ok_and(fits_code) { c } else { '_' }
        });
        let cleaned: String = cleaned.collect();
        if cleaned.is_empty() { None } else { Some(Self(Cow::Owned(cleaned))) }
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
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

/// Where a request came from, as far as it is kept: the first 24 bits of an IPv4 address, the first 48 of an IPv6 one.
/// It tells the clinic from the provider at home, but names no household (ADR 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Surroundings {
    /// A /24.
    V4([u8; 3]),
    /// A /48.
    V6([u8; 6]),
}

impl Surroundings {
    /// As the database keeps it.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::V4(bytes) => bytes,
            Self::V6(bytes) => bytes,
        }
    }

    /// As the database kept it.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().map(Self::V4).or_else(|_| bytes.try_into().map(Self::V6)).ok()
    }
}

impl From<IpAddr> for Surroundings {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => {
                let [a, b, c, _] = address.octets();
                Self::V4([a, b, c])
            }
            IpAddr::V6(address) => {
                let [a, b, c, d, e, f, ..] = address.octets();
                Self::V6([a, b, c, d, e, f])
            }
        }
    }
}

impl fmt::Display for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::V4([a, b, c]) => write!(f, "{}/24", Ipv4Addr::new(a, b, c, 0)),
            Self::V6(bytes) => {
                let mut whole = [0; 16];
                whole[..6].copy_from_slice(&bytes);
                write!(f, "{}/48", Ipv6Addr::from(whole))
            }
        }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn codes_are_read_back() {
        for what in What::ALL {
            assert_eq!(What::from_code(what.code()), Some(what));
            assert_eq!(Code::cleaned(what.code()), Some(Code::new(what.code())), "it is a code");
        }
        assert_eq!(What::from_code("delete"), None);
    }

    #[test]
    fn an_address_keeps_only_its_surroundings() {
        for (address, kept) in [
            ("203.0.113.9", "203.0.113.0/24"),
            ("::ffff:203.0.113.9", "203.0.113.0/24"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ] {
            let surroundings = Surroundings::from(address.parse::<IpAddr>().unwrap());
            assert_eq!(surroundings.to_string(), kept);
            assert_eq!(Surroundings::from_bytes(surroundings.bytes()), Some(surroundings));
        }
        assert_eq!(Surroundings::from_bytes(&[1, 2]), None);
    }

    proptest! {
        #[test]
        fn whatever_comes_from_outside_can_break_no_line_and_colour_no_terminal(text: String) {
            let hostile = format!("{text}\r\n\u{1b}[31m\u{202e}=cmd|' /C calc'!A0");
            for text in [&text, &hostile] {
                if let Some(code) = Code::cleaned(text) {
                    prop_assert!(code.as_str().bytes().all(fits_code) && code.as_str().len() <= LONGEST_CODE);
                } else {
                    prop_assert!(text.is_empty());
                }
            }
        }
    }
}
