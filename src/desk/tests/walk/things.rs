//! The things that addresses are about, made for whoever they are to belong to.

use super::{How, Owner, Walk, Who};
use crate::people::member::MemberState;
use crate::people::sign_in::session::Session;
use crate::people::sign_in::store::credentials::{self, StoredPasskey};
use crate::people::sign_in::store::devices::{self, Device};
use crate::people::sign_in::store::emergencies::{self, EmergencyId};
use crate::people::sign_in::store::sessions;
use crate::people::sign_in::tests::house::{CLINIC, STATION};
use crate::platform::Id;
use crate::platform::access::{MemberId, Role};
use crate::platform::id::random_bytes;
use crate::platform::secrets::Token;
use crate::platform::web::{Access, Listed, SessionId};

impl Walk<'_> {
    /// The address of a thing that belongs to `owner`. `None`: the walk does not know how to make one.
    pub(super) async fn path(&self, listed: &Listed, who: &Who, owner: Option<Owner>) -> Option<String> {
        if !listed.path.contains('{') {
            return Some(listed.path.to_owned());
        }
        let (before, rest) = listed.path.split_once('{')?;
        let (name, after) = rest.split_once('}')?;
        if listed.access == Access::Public {
            return Some(format!("{before}00000000000000000000000000{after}"));
        }
        let member = match (who.member, owner?) {
            (Some(own), Owner::Oneself) => own,
            (_, Owner::OfTheClinic) => self.clinic,
            (_, Owner::OfTheStation) => self.station,
            (_, Owner::Nobody) => self.plain,
            (_, Owner::OtherHub) => return Some(format!("{before}{}{after}", Id::<()>::from_bytes([9; 16]))),
            (None, Owner::Oneself) => self.plain,
        };
        let thing = if after == "/ending" && name == "member" && Some(member) != who.member {
            self.leaver(owner?).await.to_string()
        } else {
            self.thing(name, member).await?
        };
        Some(format!("{before}{thing}{after}"))
    }

    /// Somebody who may be ended without being missed by the next one who tries.
    async fn leaver(&self, owner: Owner) -> MemberId {
        let name = format!("leaver-{}", self.probes);
        let managed: &[(Role, &[u8])] = match owner {
            Owner::OfTheClinic => &[(Role::Manager, &CLINIC)],
            Owner::OfTheStation => &[(Role::Manager, &STATION)],
            Owner::Oneself | Owner::Nobody | Owner::OtherHub => &[],
        };
        self.house.member(&name, MemberState::Active, managed).await
    }

    async fn thing(&self, name: &str, member: MemberId) -> Option<String> {
        let (clock, now) = (self.house.hub.clock().clone(), self.house.hub.clock().now());
        match name {
            "member" => Some(member.to_string()),
            "session" => {
                let (id, session) = (SessionId::new(&clock), Session::begin(How::Password, true, now));
                let hash = Token::new().hash();
                self.house.write(move |tx, hub| sessions::add(tx, hub, id, (member, None), &hash, &session)).await;
                Some(id.to_string())
            }
            "device" => {
                let device =
                    Device { id: Id::new(&clock), label: String::new(), shared: true, first_at: now, last_at: now };
                let (id, hash) = (device.id, Token::new().hash());
                self.house.write(move |tx, hub| devices::save(tx, hub, member, &hash, &device).map(drop)).await;
                Some(id.to_string())
            }
            "passkey" => Some(self.passkey(member).await),
            "emergency" => {
                let (id, sums) = (EmergencyId::new(&clock), (random_bytes(), random_bytes()));
                self.house
                    .write(move |tx, hub| {
                        emergencies::add(tx, hub, id, (&sums.0, &sums.1), Some(member), "x", now)?;
                        emergencies::enter(tx, hub, id, now).map(drop)
                    })
                    .await;
                Some(id.to_string())
            }
            _ => None,
        }
    }

    /// Two passkeys, so that neither is the only way in.
    async fn passkey(&self, member: MemberId) -> String {
        let clock = self.house.hub.clock().clone();
        let passkey = |name: &str| StoredPasskey {
            id: Id::new(&clock),
            member,
            credential_id: random_bytes::<16>().to_vec(),
            credential: String::new(),
            name: name.to_owned(),
            made_at: clock.now(),
            used_at: None,
        };
        let (one, other) = (passkey("one"), passkey("other"));
        let id = one.id;
        self.house
            .write(move |tx, hub| {
                credentials::add_passkey(tx, hub, &one)?;
                credentials::add_passkey(tx, hub, &other).map(drop)
            })
            .await;
        id.to_string()
    }
}
