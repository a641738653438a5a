//! An address that somebody at the hub types, read by the rules by which files are read.

use super::cells::checks;
use super::place::Stated;
use super::{Context, Refusal, Warning};
use crate::directory::import::gazetteer::Gazetteer;
use crate::directory::record::PlaceFacts;

/// What an address says of its place. `municipality` is the one that somebody named beside it. Refused is only an address that is
/// too long for the files as well.
pub fn place(
    gazetteer: &Gazetteer,
    address: &str,
    municipality: Option<&str>,
) -> Result<(PlaceFacts, Vec<Warning>), Refusal> {
    let mut checks = checks(Context { gazetteer, as_of: None });
    let stated = Stated {
        municipality: municipality.map(str::to_owned),
        address,
        address_column: "住所",
        position_column: "住所",
        ..Stated::default()
    };
    let place = checks.place(&stated).map_err(|(_, refusal)| refusal)?;
    Ok((place, checks.warnings()))
}
