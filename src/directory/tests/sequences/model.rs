//! What should be shown, worked out without a database.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::directory::OrganizationId;
use crate::directory::operations::NewOrganization;
use crate::directory::organization::Field;

/// Numbers that look random and are the same in every run.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.roll(of.len())]
    }
}

/// One facility in the lists.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) phone: String,
    pub(super) is_listed: bool,
}

/// A word of the hub, as the model remembers it.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) told_of: OrganizationId,
    pub(super) field: Field,
    pub(super) value: String,
    pub(super) as_of: Date,
    pub(super) order: usize,
}

/// What should be there.
#[derive(Default)]
pub(super) struct Model {
    pub(super) lists: Vec<Listed>,
    /// The organisations of the lists in their order, then those that the hub added.
    pub(super) ids: Vec<OrganizationId>,
    pub(super) added: Vec<NewOrganization>,
    pub(super) words: Vec<Word>,
    pub(super) joined_into: BTreeMap<OrganizationId, OrganizationId>,
    pub(super) is_asked: bool,
    pub(super) step: usize,
}

impl Model {
    pub(super) fn standing(&self) -> Vec<OrganizationId> {
        self.ids.iter().copied().filter(|id| !self.joined_into.contains_key(id)).collect()
    }

    pub(super) fn family(&self, id: OrganizationId) -> Vec<OrganizationId> {
        let mut all = vec![id];
        let mut at = 0;
        while at < all.len() {
            let parent = all[at];
            all.extend(self.joined_into.iter().filter(|(_, into)| **into == parent).map(|(one, _)| *one));
            at += 1;
        }
        all
    }

    /// The hub's newest word about a field.
    pub(super) fn word(&self, id: OrganizationId, field: Field) -> Option<&Word> {
        let family = self.family(id);
        let told = self.words.iter().filter(|word| word.field == field && family.contains(&word.told_of));
        told.max_by_key(|word| (word.as_of, word.order))
    }

    /// What the newest list, or the hub's own entry, says of a name or a telephone.
    pub(super) fn listed(&self, id: OrganizationId, read: fn(&Listed) -> &str) -> Option<String> {
        let family = self.family(id);
        let of_lists = || self.ids.iter().zip(&self.lists).filter(|(id, _)| family.contains(id)).map(|(_, one)| one);
        let is_any = of_lists().any(|one| one.is_listed);
        let says = |one: &Listed| Some(read(one).to_owned()).filter(|value| !value.is_empty());
        of_lists().filter(|one| one.is_listed || !is_any).find_map(says)
    }
}
