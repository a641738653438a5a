//! Where a facility without coordinates is: the gazetteer's answer in the directory's words.

use super::gazetteer::{self, Gazetteer};
use crate::directory::organization::Accuracy;
use crate::directory::record::Point;

/// The point of the town or the municipality of an address.
pub fn locate(gazetteer: &Gazetteer, municipality: &str, address: &str) -> Option<(Point, Accuracy)> {
    let (point, accuracy) = gazetteer.locate(municipality, address)?;
    let accuracy = match accuracy {
        gazetteer::Accuracy::Town => Accuracy::Town,
        gazetteer::Accuracy::Municipality => Accuracy::Municipality,
    };
    Some((point, accuracy))
}
