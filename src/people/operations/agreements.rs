//! Pledges and rules: publishing a version, agreeing to it.

use jiff::civil::Date;
use kyoten_store::Tx;
use kyoten_text::normalize::display_line;

use super::{Reach, Result, begin, check, check_hub, known_and_not_ended};
use crate::people::agreement::{
    AgreedHow, Agreement, AgreementKind, AgreementText, LONGEST_DOCUMENT, LONGEST_VERSION, in_force,
};
use crate::people::form::checked_line;
use crate::people::history::{Act, FieldChange, Hand, MemberField};
use crate::people::may;
use crate::people::refusal::Refused;
use crate::people::store::agreements;
use crate::people::trail::{Trace, trail};
use crate::platform::Clock;
use crate::platform::access::{MemberId, Right, Viewer};

/// A sheet that somebody signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperAgreement {
    /// Pledge or rules.
    pub kind: AgreementKind,
    /// Which version.
    pub version: String,
    /// When he signed.
    pub agreed_on: Date,
    /// Where the sheet is kept.
    pub document: String,
}

/// Publishes a version of the pledge or of the rules, in force from a day on.
pub fn publish(tx: &mut Tx<'_>, viewer: &Viewer, new: &AgreementText, clock: &Clock) -> Result<()> {
    let (hub, at) = begin(tx, viewer, clock)?;
    check_hub(viewer, Right::PublishAgreement)?;
    let version = display_line(&new.version);
    if version.is_empty() || version.chars().count() > LONGEST_VERSION {
        return Err(Refused::VersionName);
    }
    let document = checked_line(&new.document, MemberField::Version, LONGEST_DOCUMENT)?;
    let text = AgreementText { version, document, ..new.clone() };
    if !agreements::publish(tx, hub, &text, at.now)? {
        return Err(Refused::VersionTaken(text.version));
    }
    let fields = [FieldChange { field: MemberField::Version, was: String::new(), became: text.version }];
    let trace = Trace { act: Act::TextPublished, member: None, organization: None, revision: 0, fields: &fields };
    Ok(trail(tx, viewer, trace, clock)?)
}

/// Agrees on the screen, for oneself, to the version that is in force.
pub fn agree(tx: &mut Tx<'_>, viewer: &Viewer, id: MemberId, kind: AgreementKind, clock: &Clock) -> Result<()> {
    let (hub, at) = begin(tx, viewer, clock)?;
    let member = known_and_not_ended(tx, viewer, id, at)?;
    if !may::may(viewer, Right::Agree, may::to_member(viewer, &member, at.now, at.today)) {
        return Err(Refused::OnlyOneself);
    }
    let texts = agreements::texts(tx, hub)?;
    let text = in_force(&texts, kind, at.today).ok_or(Refused::UnknownVersion(kind, "–".to_owned()))?;
    let sheet =
        PaperAgreement { kind, version: text.version.clone(), agreed_on: at.today, document: text.document.clone() };
    write(tx, viewer, id, sheet, AgreedHow::Screen, clock)
}

/// Writes down that a member signed a sheet.
pub fn record_agreement(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    id: MemberId,
    sheet: &PaperAgreement,
    clock: &Clock,
) -> Result<()> {
    let (hub, at) = begin(tx, viewer, clock)?;
    let member = known_and_not_ended(tx, viewer, id, at)?;
    check(viewer, Right::RecordAgreement, &member, Reach::Everybody, at)?;
    let version = display_line(&sheet.version);
    if !agreements::texts(tx, hub)?.iter().any(|text| text.kind == sheet.kind && text.version == version) {
        return Err(Refused::UnknownVersion(sheet.kind, version));
    }
    if sheet.agreed_on > at.today {
        return Err(Refused::DayToCome(sheet.agreed_on));
    }
    let document = checked_line(&sheet.document, MemberField::Version, LONGEST_DOCUMENT)?;
    write(tx, viewer, id, PaperAgreement { version, document, ..sheet.clone() }, AgreedHow::Paper, clock)
}

fn write(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    id: MemberId,
    sheet: PaperAgreement,
    how: AgreedHow,
    clock: &Clock,
) -> Result<()> {
    let by = match viewer {
        Viewer::Member(signed_in) => Some(signed_in.member),
        Viewer::Anyone { .. } | Viewer::Operator { .. } => None,
    };
    let agreed = Agreement {
        kind: sheet.kind,
        version: sheet.version,
        agreed_on: sheet.agreed_on,
        how,
        document: sheet.document,
        recorded_at: clock.now(),
        recorded_by: by.map_or(Hand::Operator, |id| Hand::Member { id, name: String::new() }),
    };
    if !agreements::add(tx, viewer.hub(), id, &agreed, by)? {
        return Err(Refused::AlreadyAgreed);
    }
    let became = format!("{} {} {}", agreed.kind.code(), agreed.version, how.code());
    let fields = [FieldChange { field: MemberField::Version, was: String::new(), became }];
    Ok(trail(tx, viewer, Trace::of(Act::Agreed, id, 0).with(&fields), clock)?)
}
