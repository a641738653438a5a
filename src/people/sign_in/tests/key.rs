//! A passkey in software (CTAP 2, ES256), and everything a dishonest one may do.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::platform::id::random_bytes;

/// What an authenticator says when it is asked.
#[derive(Clone)]
pub struct SoftKey {
    key: SigningKey,
    id: Vec<u8>,
    user: Vec<u8>,
    /// How often it was used.
    pub counter: u32,
    /// The origin that its browser names.
    pub origin: String,
    /// The address that it was made for.
    pub domain: String,
    /// Whether it saw its user's finger.
    pub verifies: bool,
}

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;

impl SoftKey {
    /// A key for the hub at `https://kyoten.example.jp`.
    pub fn new() -> Self {
        Self {
            key: SigningKey::from_slice(&random_bytes::<32>()).expect("a number below the order of the curve"),
            id: random_bytes::<16>().to_vec(),
            user: Vec::new(),
            counter: 0,
            origin: "https://kyoten.example.jp".to_owned(),
            domain: "kyoten.example.jp".to_owned(),
            verifies: true,
        }
    }

    /// Answers `navigator.credentials.create()`.
    pub fn create(&mut self, options: &Value) -> Value {
        let asked = &options["publicKey"];
        assert_eq!(asked["authenticatorSelection"]["userVerification"], "required");
        assert_eq!(asked["authenticatorSelection"]["residentKey"], "required");
        self.user = bytes(&asked["user"]["id"]);
        let client = self.client_data("webauthn.create", asked);
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = (&point.as_bytes()[1..33], &point.as_bytes()[33..65]);
        // COSE: kty 2, alg -7, crv 1, x, y.
        let cose =
            [&[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20][..], x, &[0x22, 0x58, 0x20], y].concat();
        let length = u16::try_from(self.id.len()).expect("a short id").to_be_bytes();
        let attested = [&[0; 16][..], &length, &self.id, &cose].concat();
        let data = [&self.authenticator_data(ATTESTED)[..], &attested].concat();
        let object = [
            &[0xa3, 0x63][..],
            b"fmt",
            &[0x64],
            b"none",
            &[0x67],
            b"attStmt",
            &[0xa0, 0x68],
            b"authData",
            &[0x58, u8::try_from(data.len()).expect("short data")],
            &data,
        ]
        .concat();
        json!({
            "id": text(&self.id), "rawId": text(&self.id), "type": "public-key", "extensions": {},
            "response": { "attestationObject": text(&object), "clientDataJSON": text(&client), "transports": ["internal"] },
        })
    }

    /// Answers `navigator.credentials.get()`.
    pub fn get(&mut self, options: &Value) -> Value {
        let asked = &options["publicKey"];
        assert_eq!(asked["userVerification"], "required");
        self.counter += 1;
        let client = self.client_data("webauthn.get", asked);
        let data = self.authenticator_data(0);
        let signature: DerSignature = self.key.sign(&[&data[..], &Sha256::digest(&client)].concat());
        json!({
            "id": text(&self.id), "rawId": text(&self.id), "type": "public-key", "extensions": {},
            "response": {
                "authenticatorData": text(&data), "clientDataJSON": text(&client), "signature": text(signature.as_bytes()),
                "userHandle": text(&self.user),
            },
        })
    }

    fn client_data(&self, kind: &str, asked: &Value) -> Vec<u8> {
        let data =
            json!({ "type": kind, "challenge": asked["challenge"], "origin": self.origin, "crossOrigin": false });
        data.to_string().into_bytes()
    }

    fn authenticator_data(&self, more: u8) -> Vec<u8> {
        let flags = PRESENT | if self.verifies { VERIFIED } else { 0 } | more;
        [&Sha256::digest(&self.domain)[..], &[flags], &self.counter.to_be_bytes()].concat()
    }
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn bytes(value: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(value.as_str().expect("base64url")).expect("base64url")
}
