//! Groups of records while they grow: a disjoint-set forest that knows what must not be joined.

use std::collections::{HashMap, HashSet};

use super::matching::{Doubt, DoubtReason, Groups};
use super::traits::{Claim, Features, NO_ORGANIZATION, Register};

/// The groups while they grow: a disjoint-set forest that knows each set's organisation and its numbers in registers.
pub(super) struct Sets<'a> {
    records: &'a [Features],
    parent: Vec<u32>,
    organization: Vec<u32>,
    claims: HashMap<usize, Vec<Claim>>,
    kept_apart: &'a HashSet<(u32, u32)>,
    doubts: Vec<Doubt>,
    doubted: HashSet<(usize, usize)>,
}

impl<'a> Sets<'a> {
    pub(super) fn new(records: &'a [Features], kept_apart: &'a HashSet<(u32, u32)>) -> Self {
        Self {
            records,
            parent: (0..records.len() as u32).collect(),
            organization: records.iter().map(|record| record.organization).collect(),
            claims: HashMap::new(),
            kept_apart,
            doubts: Vec::new(),
            doubted: HashSet::new(),
        }
    }

    pub(super) fn root(&mut self, record: usize) -> usize {
        let mut at = record;
        while self.parent[at] as usize != at {
            self.parent[at] = self.parent[self.parent[at] as usize];
            at = self.parent[at] as usize;
        }
        at
    }

    /// The numbers of a set, in registers and in the datasets it stands in.
    fn claims_of(&self, root: usize) -> Vec<Claim> {
        let of_record = || {
            let Features { dataset, key, claims, .. } = &self.records[root];
            let row = Claim { register: Register::Dataset(*dataset), number: *key };
            std::iter::once(row).chain(claims.iter().copied()).collect()
        };
        self.claims.get(&root).cloned().unwrap_or_else(of_record)
    }

    /// Joins two records of one known organisation, without asking anything.
    pub(super) fn join_known(&mut self, one: usize, other: usize) {
        let (a, b) = (self.root(one), self.root(other));
        if a != b {
            self.unite(a, b);
        }
    }

    /// Joins two sets, unless that would make one of two known organisations, of two numbers of one register or of two licences.
    pub(super) fn join(&mut self, one: usize, other: usize) {
        let (a, b) = (self.root(one), self.root(other));
        if a == b {
            return;
        }
        let others = self.claims_of(b);
        let differs = |ours: &Claim| others.iter().any(|c| c.register == ours.register && c.number != ours.number);
        let conflicts: Vec<Claim> = self.claims_of(a).into_iter().filter(differs).collect();
        if conflicts.iter().any(|claim| claim.register == Register::Licence) {
            // A doctor and a dentist: two, and no question.
        } else if !conflicts.is_empty() {
            self.doubt(one, other, DoubtReason::TwoNumbers);
        } else if self.are_two_organizations(a, b) {
            self.doubt(one, other, DoubtReason::TwoEntries);
        } else {
            self.unite(a, b);
        }
    }

    /// Joins two sets that carry one official number: a list may count one office's services as so many rows.
    pub(super) fn join_numbered(&mut self, one: usize, other: usize) {
        let (a, b) = (self.root(one), self.root(other));
        if a == b {
            return;
        }
        if self.are_two_organizations(a, b) {
            self.doubt(one, other, DoubtReason::TwoEntries);
        } else {
            self.unite(a, b);
        }
    }

    fn are_two_organizations(&self, a: usize, b: usize) -> bool {
        let (mine, theirs) = (self.organization[a], self.organization[b]);
        mine != NO_ORGANIZATION && theirs != NO_ORGANIZATION && mine != theirs
    }

    fn unite(&mut self, a: usize, b: usize) {
        let (root, leaf) = (a.min(b), a.max(b));
        let mut claims = self.claims_of(root);
        for claim in self.claims_of(leaf) {
            if !claims.contains(&claim) {
                claims.push(claim);
            }
        }
        self.claims.remove(&leaf);
        self.claims.insert(root, claims);
        self.parent[leaf] = root as u32;
        if self.organization[root] == NO_ORGANIZATION {
            self.organization[root] = self.organization[leaf];
        }
    }

    /// Do the two sets come from different sources, so that one may complete the other?
    pub(super) fn complete_each_other(&mut self, one: usize, other: usize) -> bool {
        let (a, b) = (self.root(one), self.root(other));
        let datasets = |claims: Vec<Claim>| -> Vec<Register> {
            claims.into_iter().map(|c| c.register).filter(|r| matches!(r, Register::Dataset(_))).collect()
        };
        let others = datasets(self.claims_of(b));
        !datasets(self.claims_of(a)).iter().any(|ours| others.contains(ours))
    }

    pub(super) fn doubt(&mut self, one: usize, other: usize, reason: DoubtReason) {
        let (a, b) = (self.root(one), self.root(other));
        let (mine, theirs) = (self.organization[a], self.organization[b]);
        let apart = self.kept_apart.contains(&(mine, theirs)) || self.kept_apart.contains(&(theirs, mine));
        if !apart && self.doubted.insert((a.min(b), a.max(b))) {
            self.doubts.push(Doubt { one, other, reason });
        }
    }

    pub(super) fn groups(mut self) -> Groups {
        let mut number: HashMap<usize, u32> = HashMap::new();
        let group_of = (0..self.records.len())
            .map(|record| {
                let root = self.root(record);
                let next = number.len() as u32;
                *number.entry(root).or_insert(next)
            })
            .collect();
        let mut doubts = std::mem::take(&mut self.doubts);
        // A doubt that a later rule settled is none.
        doubts.retain(|doubt| self.root(doubt.one) != self.root(doubt.other));
        Groups { group_of, count: number.len(), doubts }
    }
}
