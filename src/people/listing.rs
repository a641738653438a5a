//! What pages show of people: the directory of members for colleagues, the accounts for those who look after them.

use kyoten_store::Tx;
use kyoten_text::normalize::search_key;

use super::agreement::{AgreementKind, Standing, standing};
use super::best_reached::Way;
use super::history::MemberChange;
use super::link::Link;
use super::may;
use super::member::{Member, MemberState};
use super::operations::{Now, Result, known, open_link, told};
use super::profession::{self, Profession};
use super::refusal::Refused;
use super::review::ReviewLine;
use super::store::directory::{self, Listed, MOST_WORDS, Wanted};
use super::store::{agreements, changes, links, members, professions, reviews, roles};
use super::{affiliation::Affiliation, language};
use crate::directory::OrganizationId;
use crate::directory::store::names;
use crate::platform::Clock;
use crate::platform::access::{MemberId, Relation, Right, Viewer};

/// So many members stand on a page.
pub const PER_PAGE: u32 = 50;

/// Whom somebody looks for. Empty fields ask for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberQuery {
    /// Parts of the name or of its reading, however they are written.
    pub text: String,
    /// The code of a profession.
    pub profession: Option<String>,
    /// The tag of a language.
    pub language: Option<String>,
    /// An organisation.
    pub organization: Option<OrganizationId>,
    /// Where the account stands; for those who look after accounts.
    pub state: Option<MemberState>,
    /// Which page, from 0.
    pub page: u32,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// How many there are on all pages.
    pub total: usize,
    /// Those on this one.
    pub rows: Vec<T>,
}

/// A member as his colleagues see him.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// The id.
    pub id: MemberId,
    /// The name.
    pub name: String,
    /// The reading.
    pub kana: String,
    /// Professions; a hub's own with their labels too.
    pub professions: Vec<Profession>,
    /// Where he works today, or will.
    pub affiliations: Vec<Affiliation>,
    /// Tags of languages.
    pub languages: Vec<String>,
    /// How and when best reached.
    pub best_reached: Vec<Way>,
    /// Where mail goes, when he shows it.
    pub email: Option<String>,
    /// Telephone, when he shows it.
    pub phone: Option<String>,
}

/// An account as those see it who look after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The member.
    pub member: Member,
    /// His link that was not used yet, and whether it is alive.
    pub link: Option<(Link, bool)>,
    /// How he stands to the pledge.
    pub pledge: Standing,
    /// How he stands to the rules.
    pub rules: Standing,
}

/// The directory of members: everybody who works with this hub today.
pub fn colleagues(tx: &mut Tx<'_>, viewer: &Viewer, query: &MemberQuery, clock: &Clock) -> Result<Page<Colleague>> {
    if !may::may(viewer, Right::SeeDirectory, Relation::SameHub) {
        return Err(Refused::NoSuchMember);
    }
    let wanted = Wanted { states: vec![MemberState::Active], only_here: true, ..wanted(tx, viewer, query)? };
    let (total, rows) = page(tx, viewer, &wanted, query.page, clock)?;
    let own = professions::own(tx, viewer.hub())?;
    Ok(Page { total, rows: rows.into_iter().map(|listed| colleague(listed, &own)).collect() })
}

/// One member as his colleagues see him: his business card.
pub fn card(tx: &mut Tx<'_>, viewer: &Viewer, id: MemberId, clock: &Clock) -> Result<Colleague> {
    let at = Now::of(clock);
    let member = known(tx, viewer, id, at)?;
    let listed = Listed {
        id,
        name: member.particulars.name,
        kana: member.particulars.kana,
        professions: member.particulars.professions,
        affiliations: member.affiliations.into_iter().filter(|one| one.period.holds_or_will(at.today)).collect(),
        languages: member.particulars.languages,
        best_reached: member.particulars.best_reached,
        email: member.particulars.email,
        phone: member.particulars.phone,
        shows_contact: member.particulars.shows_contact,
    };
    Ok(colleague(listed, &professions::own(tx, viewer.hub())?))
}

fn colleague(listed: Listed, own: &[Profession]) -> Colleague {
    let shown = |contact: Option<String>| contact.filter(|_| listed.shows_contact);
    Colleague {
        id: listed.id,
        professions: named(&listed.professions, own),
        email: shown(listed.email.clone()),
        phone: shown(listed.phone.clone()),
        name: listed.name,
        kana: listed.kana,
        affiliations: listed.affiliations,
        languages: listed.languages,
        best_reached: listed.best_reached,
    }
}

/// The professions with these codes.
pub fn named(codes: &[String], own: &[Profession]) -> Vec<Profession> {
    let known = |code: &String| profession::by_code(code).or_else(|| own.iter().find(|one| one.code == *code)).cloned();
    codes.iter().filter_map(known).collect()
}

/// Every profession that can be chosen in this hub.
pub fn all_professions(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Vec<Profession>> {
    Ok(profession::PROFESSIONS.iter().cloned().chain(professions::own(tx, viewer.hub())?).collect())
}

/// The accounts that this viewer may look into: all of the hub, or those of the organisations that he manages.
pub fn accounts(tx: &mut Tx<'_>, viewer: &Viewer, query: &MemberQuery, clock: &Clock) -> Result<Page<Account>> {
    let mut wanted = wanted(tx, viewer, query)?;
    wanted.states = query.state.map_or(vec![MemberState::Invited, MemberState::Active], |state| vec![state]);
    if !may::may(viewer, Right::SeeMember, Relation::SameHub) {
        let managed = managed(tx, viewer)?;
        if managed.is_empty() {
            return Err(Refused::NoSuchMember);
        }
        let asked = wanted.organizations.take();
        wanted.organizations =
            Some(managed.into_iter().filter(|id| asked.as_ref().is_none_or(|a| a.contains(id))).collect());
    }
    wanted.past_too = query.state == Some(MemberState::Ended);
    let (total, rows) = page(tx, viewer, &wanted, query.page, clock)?;
    let mut accounts = Vec::with_capacity(rows.len());
    for listed in rows {
        accounts.push(read_account(tx, viewer, listed.id, clock)?);
    }
    Ok(Page { total, rows: accounts })
}

/// One account, for whoever may look into it.
pub fn account(tx: &mut Tx<'_>, viewer: &Viewer, id: MemberId, clock: &Clock) -> Result<Account> {
    let account = read_account(tx, viewer, id, clock)?;
    let at = Now::of(clock);
    let relations = may::to_member(viewer, &account.member, at.now, at.today);
    if may::may(viewer, Right::SeeMember, relations) { Ok(account) } else { Err(Refused::NoSuchMember) }
}

fn read_account(tx: &mut Tx<'_>, viewer: &Viewer, id: MemberId, clock: &Clock) -> Result<Account> {
    let (hub, at) = (viewer.hub(), Now::of(clock));
    let member = members::find(tx, hub, id)?.ok_or(Refused::NoSuchMember)?;
    let texts = agreements::texts(tx, hub)?;
    let agreed = agreements::of_member(tx, hub, id)?;
    let stands = |kind| standing(&texts, &agreed, kind, at.today);
    let (pledge, rules) = (stands(AgreementKind::Pledge), stands(AgreementKind::Rules));
    Ok(Account { link: open_link(tx, hub, id, at)?, member, pledge, rules })
}

/// What happened to a member, the newest first.
pub fn history(tx: &mut Tx<'_>, viewer: &Viewer, id: MemberId, clock: &Clock) -> Result<Vec<MemberChange>> {
    account(tx, viewer, id, clock)?;
    Ok(changes::latest(tx, viewer.hub(), id, 200)?)
}

/// Whether the hub has an administrator, invited ones included: then it has begun.
pub fn has_administrator(tx: &mut Tx<'_>, viewer: &Viewer, clock: &Clock) -> Result<bool> {
    Ok(!roles::administrators(tx, viewer.hub(), clock.now())?.is_empty())
}

/// What this viewer must still be told.
pub fn notices(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Vec<links::Notice>> {
    match told(viewer) {
        Some((member, administrator)) => Ok(links::notices(tx, viewer.hub(), member, administrator)?),
        None => Ok(Vec::new()),
    }
}

/// The yearly review, those first who are due longest: of one organisation, or of all that this viewer looks after. Whoever sees the
/// whole hub also sees those who belong to no organisation.
pub fn review(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    organization: Option<OrganizationId>,
    clock: &Clock,
) -> Result<Vec<ReviewLine>> {
    let (hub, today) = (viewer.hub(), Now::of(clock).today);
    let whole_hub = may::may(viewer, Right::SeeReview, Relation::SameHub);
    let mut lines = match organization {
        Some(id) => {
            let id = names::of(tx, hub, &[id])?.remove(&id).ok_or(Refused::NoSuchOrganization)?.id;
            if !may::may(viewer, Right::SeeReview, may::to_organization(viewer, id)) {
                return Err(Refused::NotYourOrganization);
            }
            let all = names::with_former(tx, hub, id)?;
            reviews::of_organizations(tx, hub, Some(&all), today)?
        }
        None if whole_hub => {
            let mut lines = reviews::of_organizations(tx, hub, None, today)?;
            lines.extend(reviews::without_organization(tx, hub, today)?);
            lines
        }
        None => {
            let managed = managed(tx, viewer)?;
            if managed.is_empty() {
                return Err(Refused::OnlyAdministrators);
            }
            reviews::of_organizations(tx, hub, Some(&managed), today)?
        }
    };
    lines.sort_by_key(|line| line.due_on);
    Ok(lines)
}

/// The organisations that a viewer manages, with those that became one of them.
fn managed(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Vec<OrganizationId>> {
    let Viewer::Member(signed_in) = viewer else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for key in &signed_in.manages {
        all.extend(names::with_former(tx, viewer.hub(), OrganizationId::from_bytes(*key))?);
    }
    Ok(all)
}

fn wanted(tx: &mut Tx<'_>, viewer: &Viewer, query: &MemberQuery) -> Result<Wanted> {
    let words = query.text.split_whitespace().map(search_key).filter(|key| !key.is_empty());
    let organizations = match query.organization {
        None => None,
        Some(id) => {
            let current = names::of(tx, viewer.hub(), &[id])?.remove(&id).map_or(id, |named| named.id);
            Some(names::with_former(tx, viewer.hub(), current)?)
        }
    };
    Ok(Wanted {
        words: words.take(MOST_WORDS).collect(),
        profession: query.profession.clone(),
        language: query.language.as_deref().and_then(language::by_code).map(|known| known.code),
        organizations,
        ..Wanted::default()
    })
}

fn page(tx: &mut Tx<'_>, viewer: &Viewer, wanted: &Wanted, page: u32, clock: &Clock) -> Result<(usize, Vec<Listed>)> {
    let at = Now::of(clock);
    Ok(directory::page(tx, viewer.hub(), wanted, (at.now, at.today), PER_PAGE, page.saturating_mul(PER_PAGE))?)
}
