//! What signing in does for the rest of the room: ends sessions and devices at once.

use jiff::Timestamp;
use kyoten_store::{Result, Tx};

use crate::platform::access::MemberId;
use crate::platform::hub_id::HubId;

/// Whoever keeps sessions and devices in this hub.
///
/// Nobody does until members sign in: there is nothing to end then.
pub const OF_THIS_HUB: &dyn SessionsOf = &Nobody;

struct Nobody;

impl SessionsOf for Nobody {
    fn end_all(&self, _: &mut Tx<'_>, _: HubId, _: MemberId, _: Timestamp) -> Result<()> {
        Ok(())
    }
}

/// Whoever keeps sessions and devices.
pub trait SessionsOf: Sync {
    /// Ends every session and forgets every device of a member, in the transaction that ends him: with its commit an open page gets
    /// nothing more.
    fn end_all(&self, tx: &mut Tx<'_>, hub: HubId, member: MemberId, now: Timestamp) -> Result<()>;
}
