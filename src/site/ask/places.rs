//! Places that are named in a question.

use crate::directory::OrganizationId;
use crate::directory::search::{Meaning, Moment, Piece, Query, Why};
use crate::directory::store::places::{self, Named, NamedPlace};
use crate::directory::store::summaries;
use crate::hub::Hub;
use crate::platform::web::Result;

use super::words::WordPlaces;

/// So many words of a text are looked up.
const MOST_WORDS: usize = 4;
/// So many places of one name are offered.
const MOST_PLACES: usize = 6;
/// Shorter names of facilities are too common to mean one.
const SHORTEST_FACILITY: usize = 3;

/// The places of the field: a town, a municipality, a postal code, their readings, or a facility.
pub(super) async fn named(hub: &Hub, name: &str) -> Result<Named> {
    let (wanted, area) = (name.to_owned(), hub.config().hub.area.clone());
    let found = hub.read(move |tx, _| places::named(tx, &wanted, &area, MOST_PLACES)).await?;
    if !found.places.is_empty() {
        return Ok(found);
    }
    if let Some(kana) = super::kana_of(name) {
        let (wanted, area) = (kana, hub.config().hub.area.clone());
        let read = hub.read(move |tx, _| places::named(tx, &wanted, &area, MOST_PLACES)).await?;
        if !read.places.is_empty() {
            return Ok(read);
        }
    }
    let places: Vec<NamedPlace> = facility(hub, name).await?.into_iter().collect();
    Ok(Named { is_clear: !places.is_empty(), places })
}

/// Places that may have been meant by one that nobody knows: 汐見野駅 is in 汐見野.
pub(super) async fn suggested(hub: &Hub, name: &str) -> Result<Vec<NamedPlace>> {
    let (wanted, area) = (name.to_owned(), hub.config().hub.area.clone());
    let called = hub.read(move |tx, _| places::called(tx, &wanted, &area)).await?;
    Ok(called.beginning)
}

/// What the words of a text may mean as places. Words that are needs are none.
pub(super) async fn of_words(hub: &Hub, pieces: &[Piece]) -> Result<WordPlaces> {
    let area = hub.config().hub.area.clone();
    let mut words: Vec<String> = Vec::new();
    for piece in pieces {
        let parts = match &piece.meaning {
            Meaning::Mixed(parts) => parts.as_slice(),
            _ => std::slice::from_ref(piece),
        };
        words.extend(parts.iter().filter(|part| part.meaning == Meaning::Word).map(|part| part.typed.clone()));
    }
    words.truncate(MOST_WORDS);
    if words.is_empty() {
        return Ok(WordPlaces { area, ..WordPlaces::default() });
    }
    let (looked_up, own) = (words.clone(), area.clone());
    let called = hub
        .read(move |tx, _| {
            let mut called = Vec::with_capacity(looked_up.len());
            for word in &looked_up {
                called.push((word.clone(), places::called(tx, word, &own)?));
            }
            Ok::<_, kyoten_store::Error>(called)
        })
        .await?;
    let mut facilities = Vec::new();
    let is_town = |word: &str| called.iter().any(|(known, called)| known == word && !called.exactly.is_empty());
    let may_be_name = |piece: &&Piece| matches!(piece.meaning, Meaning::Word | Meaning::Mixed(_));
    // A facility is a place only among other words: 「汐見野みなと歯科 薬局」.
    if pieces.len() > 1 {
        for piece in pieces.iter().filter(may_be_name).filter(|piece| !is_town(&piece.typed)).take(MOST_WORDS) {
            facilities.extend(facility(hub, &piece.typed).await?.map(|place| (piece.typed.clone(), place)));
        }
    }
    Ok(WordPlaces { called, facilities, area })
}

/// The only facility of just this name, as a place.
async fn facility(hub: &Hub, name: &str) -> Result<Option<NamedPlace>> {
    if name.chars().count() < SHORTEST_FACILITY {
        return Ok(None);
    }
    let holidays = hub.holidays();
    let moment = Moment { now: hub.clock().local_now(), holidays: &*holidays };
    let word: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    let query = Query { text: format!("\"{word}\""), limit: 2, ..Query::default() };
    let hits = hub.finder().search(&query, &moment).await?.hits;
    let mut called = hits.iter().filter(|hit| hit.why.contains(&Why::NameExact));
    let (Some(hit), None) = (called.next(), called.next()) else { return Ok(None) };
    let id = OrganizationId::from_bytes(hit.id.to_be_bytes());
    let found = hub.read(move |tx, hub| summaries::of(tx, hub, &[id])).await?;
    Ok(found.into_iter().next().and_then(|summary| {
        let point = summary.position?;
        let name = summary.name.clone();
        Some(NamedPlace { label: summary.name, name, municipality: String::new(), point, is_municipality: false })
    }))
}
