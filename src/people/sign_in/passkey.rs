//! Passkeys (パスキー, WebAuthn): the browser's fingerprint, face or code, bound to this hub's address. User verification is always
//! required, so a passkey is both factors at once.

use serde_json::Value;
use webauthn_rs::prelude::{
    CreationChallengeResponse, CredentialID, DiscoverableAuthentication, Passkey, PasskeyAuthentication,
    PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Url, WebauthnError,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use crate::platform::access::MemberId;
use crate::platform::config::PublicUrl;

/// What makes and checks passkeys for the address of this hub. Without an address that has a name there are none.
pub struct Passkeys(Option<Webauthn>);

/// Why a passkey is not taken.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// This hub has no address that passkeys can be bound to.
    #[error("this hub has no address that passkeys can be bound to")]
    Impossible,
    /// What came is no answer of a browser.
    #[error("what came is no answer of a browser: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// Its counter went back: somebody may have copied it.
    #[error("the counter of the passkey went back: it may have been copied")]
    Copied,
    /// Another origin, no user verification, another challenge, a wrong signature.
    #[error("the passkey is not taken: {0:?}")]
    Wrong(WebauthnError),
}

impl From<WebauthnError> for Refused {
    fn from(error: WebauthnError) -> Self {
        match error {
            WebauthnError::CredentialPossibleCompromise => Self::Copied,
            other => Self::Wrong(other),
        }
    }
}

/// A challenge: what the browser is asked, and what must be kept until it answers.
pub struct Challenge {
    /// The options for the browser, as JSON.
    pub options: Value,
    /// What the answer is checked against, as JSON.
    pub state: String,
}

/// A passkey that was made.
pub struct Made {
    /// By which the browser names it.
    pub credential_id: Vec<u8>,
    /// Its public key and counter, as JSON.
    pub credential: String,
}

/// Where a demo, and a hub without an address of its own, is opened.
const LOCAL: &str = "http://localhost";

impl Passkeys {
    /// For a hub that is opened at `public_url`, or on its own machine.
    pub fn new(public_url: Option<&PublicUrl>, hub: &str) -> Self {
        let origin = public_url.map_or_else(|| LOCAL.to_owned(), PublicUrl::origin);
        let built = Url::parse(&origin).ok().and_then(|origin| {
            let domain = origin.domain()?.to_owned();
            let builder = WebauthnBuilder::new(&domain, &origin).ok()?;
            builder.rp_name(hub).allow_any_port(public_url.is_none()).build().ok()
        });
        if built.is_none() {
            tracing::warn!("passkeys need an address with a name: set public_url");
        }
        Self(built)
    }

    /// Whether there can be passkeys.
    pub fn are_possible(&self) -> bool {
        self.0.is_some()
    }

    /// Asks the browser to make one for a member, but not where one of `existing` is already.
    pub fn begin_registration(
        &self,
        member: MemberId,
        account: &str,
        name: &str,
        existing: Vec<CredentialID>,
    ) -> Result<Challenge, Refused> {
        let (asked, state) =
            self.webauthn()?.start_passkey_registration(member.uuid(), account, name, Some(existing))?;
        challenge(&on_the_device(serde_json::to_value(asked)?)?, &state)
    }

    /// Checks what the browser made.
    pub fn finish_registration(&self, answer: &Value, state: &str) -> Result<Made, Refused> {
        let answer: RegisterPublicKeyCredential = serde_json::from_value(answer.clone())?;
        let state: PasskeyRegistration = serde_json::from_str(state)?;
        let passkey = self.webauthn()?.finish_passkey_registration(&answer, &state)?;
        Ok(Made { credential_id: passkey.cred_id().to_vec(), credential: serde_json::to_string(&passkey)? })
    }

    /// Asks the browser for any passkey of this hub: nobody types a name.
    pub fn begin_sign_in(&self) -> Result<Challenge, Refused> {
        let (mut asked, state) = self.webauthn()?.start_discoverable_authentication()?;
        // A button was pressed: the browser asks at once.
        asked.mediation = None;
        challenge(&asked, &state)
    }

    /// Whose passkey an answer says it is, and which one.
    pub fn whose(answer: &Value) -> Option<(MemberId, Vec<u8>)> {
        let answer: PublicKeyCredential = serde_json::from_value(answer.clone()).ok()?;
        let member = answer.get_user_unique_id()?.try_into().ok()?;
        Some((MemberId::from_bytes(member), answer.get_credential_id().to_vec()))
    }

    /// Checks an answer to [`Passkeys::begin_sign_in`]; the passkey as it must be kept from now on.
    pub fn finish_sign_in(&self, answer: &Value, state: &str, credential: &str) -> Result<String, Refused> {
        let answer: PublicKeyCredential = serde_json::from_value(answer.clone())?;
        let state: DiscoverableAuthentication = serde_json::from_str(state)?;
        let mut passkey: Passkey = serde_json::from_str(credential)?;
        let result = self.webauthn()?.finish_discoverable_authentication_v2(&answer, state, &passkey)?;
        passkey.update_credential(&result);
        Ok(serde_json::to_string(&passkey)?)
    }

    /// Asks the browser for one of these passkeys.
    pub fn begin_proof(&self, credentials: &[String]) -> Result<Challenge, Refused> {
        let passkeys: Vec<Passkey> =
            credentials.iter().map(|text| serde_json::from_str(text)).collect::<Result<_, _>>()?;
        let (asked, state) = self.webauthn()?.start_passkey_authentication(&passkeys)?;
        challenge(&asked, &state)
    }

    /// By which the browser names the passkey of an answer.
    pub fn credential_id(answer: &Value) -> Option<Vec<u8>> {
        let answer: PublicKeyCredential = serde_json::from_value(answer.clone()).ok()?;
        Some(answer.get_credential_id().to_vec())
    }

    /// Checks an answer to [`Passkeys::begin_proof`]; the passkey as it must be kept from now on.
    pub fn finish_proof(&self, answer: &Value, state: &str, credential: &str) -> Result<String, Refused> {
        let answer: PublicKeyCredential = serde_json::from_value(answer.clone())?;
        let state: PasskeyAuthentication = serde_json::from_str(state)?;
        let mut passkey: Passkey = serde_json::from_str(credential)?;
        let result = self.webauthn()?.finish_passkey_authentication(&answer, &state)?;
        passkey.update_credential(&result);
        Ok(serde_json::to_string(&passkey)?)
    }

    fn webauthn(&self) -> Result<&Webauthn, Refused> {
        self.0.as_ref().ok_or(Refused::Impossible)
    }
}

fn challenge(asked: &impl serde::Serialize, state: &impl serde::Serialize) -> Result<Challenge, Refused> {
    Ok(Challenge { options: serde_json::to_value(asked)?, state: serde_json::to_string(state)? })
}

/// Asks for a passkey that the device finds by itself, so that signing in needs no name. The library asks for none.
fn on_the_device(mut asked: Value) -> Result<CreationChallengeResponse, Refused> {
    if let Some(wanted) = asked.pointer_mut("/publicKey/authenticatorSelection") {
        wanted["residentKey"] = "required".into();
        wanted["requireResidentKey"] = true.into();
    }
    Ok(serde_json::from_value(asked)?)
}
