//! Telling members what happened to their sign-in: a timer takes each notice that is due and hands it to the outbox.

use jiff::Timestamp;
use kyoten_store::{Result as Stored, Store, Tx};
use serde::{Deserialize, Serialize};

use crate::people::member::MemberState;
use crate::people::sign_in::SEALED_LINK;
use crate::people::sign_in::notice::{Notice, NoticeId};
use crate::people::sign_in::store::records::{self, Due};
use crate::people::store::members;
use crate::platform::clock::local;
use crate::platform::hub_id::HubId;
use crate::platform::outbox::{self, Message, Recipient, Template, Written};
use crate::platform::secrets::Secrets;
use crate::platform::timers::{self, Claim, Settled, Unsettled, When};
use crate::platform::web::{Language, Words};
use crate::platform::{Clock, Config};

/// The timers of notices; their subject is the notice's id.
pub const KIND: &str = "sign_in.notice";

/// What a letter needs beside the database. Cheap to clone.
#[derive(Clone)]
struct Desk {
    store: Store,
    hub: HubId,
    clock: Clock,
    secrets: Secrets,
    /// Where people find this hub: `https://kyoten.example.jp`.
    site: String,
}

/// What makes the timers of the hub tell, and what looks after them.
pub fn timers(
    store: Store,
    hub: HubId,
    clock: Clock,
    secrets: Secrets,
    config: &Config,
) -> (timers::Kind, timers::Auditor) {
    let site = config.public_url.as_ref().map_or_else(|| format!("http://{}", config.listen), |url| url.origin());
    let desk = Desk { store, hub, clock, secrets, site };
    let kind = timers::Kind::new(KIND, move |claim| tell(desk.clone(), claim));
    (kind, timers::Auditor::new(KIND, look))
}

/// Sets the timers of notices that have none.
fn look(tx: &mut Tx<'_>, hub: HubId, now: Timestamp) -> Stored<u64> {
    let mut missing = 0;
    for (id, due_at) in records::open_notices(tx, hub)? {
        missing += u64::from(timers::ensure(tx, hub, KIND, &id.to_string(), When::At(due_at), now)?);
    }
    Ok(missing)
}

/// Hands one notice to the outbox, or leaves it to the member's own page when he has no mail.
async fn tell(desk: Desk, claim: Claim) -> Result<Settled, Unsettled> {
    let store = desk.store.clone();
    let told = store.write(move |tx| {
        let id: NoticeId = claim.subject.parse().map_err(|_| failed("the subject is no notice"))?;
        if let Some(due) = records::due_notice(tx, desk.hub, id)? {
            if let Some(message) = desk.message(tx, id, due)? {
                outbox::send(tx, desk.hub, &message, &desk.clock).map_err(failed)?;
            }
            records::take_notice(tx, desk.hub, id, desk.clock.now())?;
        }
        claim.done(tx)
    });
    told.await
}

/// For the log: what the outbox says about itself names nobody.
fn failed(why: impl std::fmt::Display) -> Unsettled {
    Unsettled::Failed(why.to_string())
}

impl Desk {
    /// The letter. `None`: there is nobody to write to.
    fn message(&self, tx: &mut Tx<'_>, id: NoticeId, due: Due) -> Result<Option<Message>, Unsettled> {
        let Some(member) = members::find(tx, self.hub, due.member)? else { return Ok(None) };
        let email = member.particulars.email.and_then(|email| email.parse().ok());
        if email.is_none() || member.state == MemberState::Ended {
            return Ok(None);
        }
        let link = self.link(&due)?;
        let letter = NoticeLetter {
            notice: due.notice,
            at: due.made_at.as_microsecond(),
            device: due.device,
            link,
            own_page: format!("{}/desk/sign-in", self.site),
        };
        let reads_japanese = member.particulars.languages.iter().all(|tag| tag != "en")
            || member.particulars.languages.iter().any(|tag| tag == "ja");
        let language = if reads_japanese { Language::Japanese } else { Language::English };
        let to = Recipient { name: member.particulars.name, email, post: String::new() };
        Message::new(&format!("{KIND}/{id}"), &to, language, &letter).map(Some).map_err(failed)
    }

    /// The address of the link in the letter, where there is one.
    fn link(&self, due: &Due) -> Result<Option<String>, Unsettled> {
        if due.notice != Notice::PasswordLink {
            return Ok(None);
        }
        let opened = self.secrets.open_sealed(SEALED_LINK, &due.member.to_bytes(), &due.sealed);
        let token = opened.and_then(|plain| String::from_utf8(plain).ok());
        let token =
            token.ok_or_else(|| failed("the link in a notice does not open with the key of the data folder"))?;
        Ok(Some(format!("{}/sign-in/link/{token}", self.site)))
    }
}

/// What happened, when, on what, and what to do if it was not you.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NoticeLetter {
    notice: Notice,
    /// Microseconds.
    at: i64,
    device: String,
    link: Option<String>,
    own_page: String,
}

impl Template for NoticeLetter {
    const NAME: &'static str = KIND;

    fn write(&self, t: Words, hub: &str) -> Written {
        let what = self.notice.words(&t);
        let at = local(Timestamp::from_microsecond(self.at).unwrap_or(Timestamp::UNIX_EPOCH));
        let mut when = t.notice_when(at.strftime("%Y-%m-%d %H:%M").to_string()).plain().into_owned();
        if !self.device.is_empty() {
            when.push('\n');
            when.push_str(&t.notice_device(self.device.as_str()).plain());
        }
        let written = Written::about(&t.notice_subject(hub, what.plain()).plain()).text(&what.plain()).text(&when);
        match &self.link {
            Some(link) => written.text(&t.notice_link_about().plain()).link(&t.notice_link().plain(), link),
            None => written.text(&t.notice_not_you(hub).plain()).link(&t.notice_own_page().plain(), &self.own_page),
        }
    }

    fn without_secrets(self) -> Self {
        Self { link: self.link.map(|_| String::new()), ..self }
    }
}
