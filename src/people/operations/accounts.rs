//! Adding somebody, and changing what is known of him.

use kyoten_store::Tx;
use kyoten_text::normalize::display_line;

use super::affiliations::{NewAffiliation, begin_affiliation};
use super::{Now, Reach, Result, begin, check, check_at, check_hub, known, known_and_not_ended, organization};
use crate::people::form::MemberForm;
use crate::people::history::{Act, FieldChange, MemberField};
use crate::people::may;
use crate::people::member::{Member, MemberState, Particulars};
use crate::people::profession::{self, Profession};
use crate::people::refusal::Refused;
use crate::people::store::{changes, members, professions};
use crate::people::trail::{Trace, trail};
use crate::platform::Clock;
use crate::platform::access::{MemberId, Right, Viewer};
use crate::platform::hub_id::HubId;

/// Somebody to be added.
#[derive(Clone, Debug)]
pub struct NewMember {
    /// Who.
    pub form: MemberForm,
    /// Where he works; the hub's own staff may have nothing here.
    pub affiliation: Option<NewAffiliation>,
    /// What to do when somebody of the same name is there.
    pub same_name: SameName,
}

/// What to do when somebody of the same name is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SameName {
    /// Ask whether it is the same person: one person, one account.
    #[default]
    Ask,
    /// It is another person.
    AnotherPerson,
}

/// Adds somebody. He waits for his invitation then.
pub fn add(tx: &mut Tx<'_>, viewer: &Viewer, new: &NewMember, clock: &Clock) -> Result<MemberId> {
    let (hub, at) = begin(tx, viewer, clock)?;
    match &new.affiliation {
        Some(affiliation) => {
            let place = organization(tx, hub, affiliation.organization)?;
            check_at(viewer, Right::AddMember, place.id)?;
        }
        None => check_hub(viewer, Right::AddMember).map_err(|_| Refused::OrganizationMissing)?,
    }
    let who = new.form.checked(&professions::own(tx, hub)?)?;
    if new.same_name == SameName::Ask {
        nobody_of_this_name(tx, viewer, &who, at)?;
    }
    sign_in_is_free(tx, hub, &who, None)?;
    let id = MemberId::new(clock);
    members::add(tx, hub, id, &who, MemberState::Invited, at.now)?;
    trail(tx, viewer, Trace::of(Act::Added, id, 1), clock)?;
    if let Some(affiliation) = &new.affiliation {
        begin_affiliation(tx, viewer, id, &[], affiliation, clock)?;
    }
    Ok(id)
}

/// Changes what is known of a member from what was known at a revision; says the new revision.
///
/// When somebody else changed it meanwhile, nothing is written and the refusal says what he changed; the form stays as it was typed.
pub fn change(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    id: MemberId,
    form: &MemberForm,
    revision: i64,
    clock: &Clock,
) -> Result<i64> {
    let (hub, at) = begin(tx, viewer, clock)?;
    let member = known_and_not_ended(tx, viewer, id, at)?;
    check(viewer, Right::ChangeContact, &member, Reach::Everybody, at)?;
    if member.revision != revision {
        return Err(Refused::ChangedMeanwhile(changes::since(tx, hub, id, revision)?));
    }
    let who = form.checked(&professions::own(tx, hub)?)?;
    let fields = member.particulars.changes(&who);
    if fields.is_empty() {
        return Ok(revision);
    }
    for change in &fields {
        check_field(viewer, change, &member, at)?;
    }
    sign_in_is_free(tx, hub, &who, Some(id))?;
    if !members::save(tx, hub, id, &who, revision)? {
        return Err(Refused::ChangedMeanwhile(Vec::new()));
    }
    trail(tx, viewer, Trace::of(Act::Changed, id, revision + 1).with(&fields), clock)?;
    Ok(revision + 1)
}

fn check_field(viewer: &Viewer, change: &FieldChange, member: &Member, at: Now) -> Result<()> {
    let (right, reach) = match change.field {
        MemberField::SignIn | MemberField::Email => (Right::ChangeAccess, Reach::Alone),
        MemberField::Name | MemberField::Kana | MemberField::Professions => (Right::ChangeIdentity, Reach::Everybody),
        _ => (Right::ChangeContact, Reach::Everybody),
    };
    check(viewer, right, member, reach, at).map_err(|refused| match refused {
        Refused::AlsoElsewhere => Refused::AlsoElsewhere,
        _ => Refused::FieldOfManager(change.field),
    })
}

/// Keeps that somebody has signed in: the yearly review shows it.
pub fn signed_in(tx: &mut Tx<'_>, hub: HubId, id: MemberId, clock: &Clock) -> kyoten_store::Result<()> {
    members::set_last_sign_in(tx, hub, id, clock.now())
}

/// Adds a profession of the hub's own.
pub fn add_profession(tx: &mut Tx<'_>, viewer: &Viewer, new: &Profession, clock: &Clock) -> Result<()> {
    let (hub, at) = begin(tx, viewer, clock)?;
    check_hub(viewer, Right::AddProfession)?;
    if !profession::is_own_code(&new.code) {
        return Err(Refused::ProfessionCode(new.code.to_string()));
    }
    let label = |text: &str| crate::people::form::checked_line(text, MemberField::Professions, 40);
    let clean = Profession {
        code: new.code.clone(),
        japanese: label(&new.japanese)?.into(),
        reading: label(&new.reading)?.into(),
        english: label(&new.english)?.into(),
    };
    if clean.japanese.is_empty() || clean.english.is_empty() {
        return Err(Refused::ProfessionMissing);
    }
    if !professions::add(tx, hub, &clean, at.now)? {
        return Err(Refused::ProfessionTaken(clean.code.to_string()));
    }
    let fields =
        [FieldChange { field: MemberField::Professions, was: String::new(), became: display_line(&clean.japanese) }];
    let trace = Trace { act: Act::ProfessionAdded, member: None, organization: None, revision: 0, fields: &fields };
    Ok(trail(tx, viewer, trace, clock)?)
}

/// No two sign in with one name, nor with names that are taken for each other; those who have ended keep theirs.
fn sign_in_is_free(tx: &mut Tx<'_>, hub: HubId, who: &Particulars, own: Option<MemberId>) -> Result<()> {
    match members::by_sign_in_look(tx, hub, &who.keys().sign_in_look)? {
        Some((id, _)) if Some(id) == own => Ok(()),
        Some((_, name)) if name == who.sign_in => Err(Refused::SignInTaken),
        Some(_) => Err(Refused::SignInLooksAlike),
        None => Ok(()),
    }
}

/// Asks about everybody of this name of whom the viewer may know.
fn nobody_of_this_name(tx: &mut Tx<'_>, viewer: &Viewer, who: &Particulars, at: Now) -> Result<()> {
    let mut same = Vec::new();
    for id in members::of_name(tx, viewer.hub(), &who.keys().name)? {
        match known(tx, viewer, id, at) {
            Ok(member) => same.push(described(&member, at)),
            Err(Refused::NoSuchMember) => {}
            Err(other) => return Err(other),
        }
    }
    if same.is_empty() { Ok(()) } else { Err(Refused::SameName(same.join("、"))) }
}

/// 髙橋 花子(みなと訪問看護ステーション).
fn described(member: &Member, at: Now) -> String {
    let concerned = member.organizations_concerned(at.now, at.today);
    let named = |id: &crate::directory::OrganizationId| {
        member.affiliations.iter().find(|one| one.organization == *id).map(|one| one.organization_name.clone())
    };
    let places: Vec<String> = concerned.iter().filter_map(named).collect();
    if places.is_empty() {
        member.particulars.name.clone()
    } else {
        format!("{}({})", member.particulars.name, places.join("、"))
    }
}

/// The rights of a viewer over the fields of a member, for a page that shows only what can be changed.
pub fn changeable(viewer: &Viewer, member: &Member, clock: &Clock) -> Vec<MemberField> {
    let at = Now::of(clock);
    let some = |field: &MemberField| FieldChange { field: *field, was: String::new(), became: String::new() };
    let of_particulars = [
        MemberField::Name,
        MemberField::Kana,
        MemberField::Professions,
        MemberField::SignIn,
        MemberField::Email,
        MemberField::Phone,
        MemberField::ShowsContact,
        MemberField::Languages,
        MemberField::BestReached,
    ];
    of_particulars.into_iter().filter(|field| check_field(viewer, &some(field), member, at).is_ok()).collect()
}

/// Whether a viewer may add people at all, for a page that shows the button only then.
pub fn may_add(viewer: &Viewer, organization: crate::directory::OrganizationId) -> bool {
    may::may(viewer, Right::AddMember, may::to_organization(viewer, organization))
}
