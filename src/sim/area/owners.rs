//! Who runs the invented medical institutions (法人).

use super::line::Line;
use super::numbers::owner_number;
use super::towns::districts;

/// The invented owner of a medical institution with the number of that owner: the city, the corporation in the name, or the
/// one of the district.
pub(super) fn medical_owner(line: Line) -> (String, String) {
    let districts = districts();
    let serial = districts.iter().position(|known| *known == line.place.district).unwrap_or_default() as u32;
    if line.name.contains("市立") {
        return ("汐見野市".to_owned(), owner_number(8_000));
    }
    match line.name.split_once(' ') {
        Some((corporation, _)) if corporation.starts_with("医療法人") => {
            (corporation.to_owned(), owner_number(8_100))
        }
        _ => {
            let district = line.place.district.trim_end_matches(['市', '町']);
            (format!("医療法人社団{district}会"), owner_number(8_200 + serial))
        }
    }
}
