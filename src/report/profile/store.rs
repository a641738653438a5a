//! What the database knows of an area: its figures, its organisations, the answers to the survey.

use kyoten_store::{Result, Tx, Value, params};

use super::ability::Given;
use super::area::{Area, Unsplit};
use super::figure::{Figure, When, measure_of};
use super::resources::Counts;
use crate::directory::import::readers::Measure;
use crate::directory::kind::OrganizationKind;
use crate::directory::store::reference::{self, Municipality};
use crate::platform::hub_id::HubId;

/// The municipality that somebody means by its code (five or six digits) or its whole name; several may share a name.
pub fn municipalities_named(tx: &mut Tx<'_>, text: &str) -> Result<Vec<Municipality>> {
    let code = kyoten_text::identifier::MunicipalityCode::parse(text).map(|code| code.as_str().to_owned()).ok();
    let mut all = reference::municipalities(tx)?;
    all.retain(|one| {
        code.as_deref() == Some(&one.code) || one.name == text || format!("{}{}", one.prefecture, one.name) == text
    });
    Ok(all)
}

/// The municipalities of these codes with their figures, in the order of the codes; a code that nobody knows keeps it as
/// its name.
pub fn areas(tx: &mut Tx<'_>, codes: &[String]) -> Result<Vec<Area>> {
    let known = reference::municipalities(tx)?;
    let mut areas = Vec::with_capacity(codes.len());
    for code in codes {
        let municipality = known.iter().find(|one| one.code == *code);
        let mut area = Area {
            code: code.clone(),
            name: municipality.map_or_else(|| code.clone(), |one| one.name.clone()),
            ..Area::default()
        };
        for figure in reference::figures(tx, std::slice::from_ref(code))? {
            if let Some(measure) = measure_of(&figure.measure) {
                area.figures.add(measure, figure_of(figure));
            }
        }
        if area.figures.newest(Measure::Insured65Plus).is_none() {
            let city = municipality.and_then(|one| one.parent.as_deref());
            area.unsplit = unsplit(tx, code, city.and_then(|city| known.iter().find(|one| one.code == city)))?;
        }
        areas.push(area);
    }
    Ok(areas)
}

fn figure_of(figure: reference::Figure) -> Figure {
    Figure { milli: figure.value_milli, when: When::of(&figure.period), source: figure.source }
}

/// The figures of a larger area that this municipality's part cannot be taken from.
fn unsplit(tx: &mut Tx<'_>, code: &str, city: Option<&Municipality>) -> Result<Option<Unsplit>> {
    if let Some(city) = city {
        let of_city = reference::figures(tx, std::slice::from_ref(&city.code))?;
        let elderly =
            of_city.into_iter().filter(|figure| figure.measure == Measure::Insured65Plus.code()).map(figure_of);
        if let Some(elderly) = elderly.max_by(|a, b| a.when.cmp(&b.when)) {
            return Ok(Some(Unsplit::WardOf { city: city.name.clone(), elderly }));
        }
    }
    let Some(prefecture) = code.get(..2) else { return Ok(None) };
    // A range and not LIKE: it uses the key.
    let insurers = format!("insurer:{prefecture}:");
    let mut joint = tx.query(
        "select area, period, source, value_milli from reference_statistic
         where area >= $1 and area < $2 and measure = $3 order by area, period desc, source",
        params![insurers, format!("{insurers}\u{10ffff}"), Measure::Insured65Plus.code()],
        |row| {
            let name = row.text(0)?.trim_start_matches(insurers.as_str()).to_owned();
            Ok((name, Figure { milli: row.read(3)?, when: When::of(row.text(1)?), source: row.read(2)? }))
        },
    )?;
    joint.dedup_by(|later, first| later.0 == first.0);
    Ok((!joint.is_empty()).then_some(Unsplit::Joint(joint)))
}

/// The organisations whose main place lies in these municipalities.
pub fn counts(tx: &mut Tx<'_>, hub: HubId, codes: &[String]) -> Result<Counts> {
    let mut counts = Counts::default();
    if codes.is_empty() {
        return Ok(counts);
    }
    tx.for_each(
        &format!(
            "select o.kind, p.municipality, count(*), count(o.missing_since)
             from place p join organization o on o.hub_id = p.hub_id and o.id = p.organization_id
             where p.hub_id = $1 and p.position = 0 and o.merged_into is null and p.municipality in ({})
             group by o.kind, p.municipality",
            placeholders(codes)
        ),
        &values(hub, codes),
        |row| {
            let kind: OrganizationKind = row.read(0)?;
            let (all, missing) = (row.read::<u64>(2)?, row.read::<u64>(3)?);
            if all > missing {
                counts.add(kind, row.text(1)?, all - missing);
            }
            counts.add_missing(missing);
            Ok(())
        },
    )?;
    Ok(counts)
}

/// The current answers of the organisations that [`counts`] counts, by question and kind.
pub fn answers(tx: &mut Tx<'_>, hub: HubId, codes: &[String]) -> Result<Vec<Given>> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    tx.query(
        &format!(
            "select c.code, c.answer, o.kind, count(*)
             from capability c
             join organization o on o.hub_id = c.hub_id and o.id = c.organization_id
             join place p on p.hub_id = c.hub_id and p.organization_id = c.organization_id and p.position = 0
             where c.hub_id = $1 and c.replaced_at is null and o.missing_since is null and o.merged_into is null
               and p.municipality in ({})
             group by c.code, c.answer, o.kind",
            placeholders(codes)
        ),
        &values(hub, codes),
        |row| Ok(Given { code: row.read(0)?, answer: row.read(1)?, kind: row.read(2)?, number: row.read(3)? }),
    )
}

fn placeholders(codes: &[String]) -> String {
    (2..codes.len() + 2).map(|i| format!("${i}")).collect::<Vec<_>>().join(", ")
}

fn values(hub: HubId, codes: &[String]) -> Vec<Value> {
    let codes = codes.iter().map(|code| Value::Text(code.clone()));
    std::iter::once(Value::Bytes(hub.to_bytes().to_vec())).chain(codes).collect()
}
