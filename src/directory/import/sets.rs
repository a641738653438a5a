//! Groups of records while they grow: a disjoint-set forest that knows what must not be joined.

use std::collections::{HashMap, HashSet};

use super::matching::{Doubt, DoubtReason, Features, Groups, NO_ORGANIZATION};

/// The groups while they grow: a disjoint-set forest that knows each set's organisation and its numbers in registers.
pub(super) struct Sets<'a> {
    records: &'a [Features],
    parent: Vec<u32>,
    organization: Vec<u32>,
    registers: HashMap<usize, Vec<(u16, u64)>>,
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
            registers: HashMap::new(),
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

    fn registers_of(&mut self, root: usize) -> Vec<(u16, u64)> {
        let record = &self.records[root];
        self.registers.get(&root).cloned().unwrap_or_else(|| vec![(record.register, record.register_number)])
    }

    /// Joins two records of one known organisation, without asking anything.
    pub(super) fn join_known(&mut self, one: usize, other: usize) {
        let (a, b) = (self.root(one), self.root(other));
        if a != b {
            self.unite(a, b);
        }
    }

    /// Joins two sets, unless that would make one of two known organisations or of two numbers of one register.
    pub(super) fn join(&mut self, one: usize, other: usize) {
        let (a, b) = (self.root(one), self.root(other));
        if a == b {
            return;
        }
        let (ours, others) = (self.registers_of(a), self.registers_of(b));
        let two_numbers =
            ours.iter().any(|(register, number)| others.iter().any(|(r, n)| r == register && n != number));
        if two_numbers {
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
        let mut registers = self.registers_of(root);
        for entry in self.registers_of(leaf) {
            if !registers.contains(&entry) {
                registers.push(entry);
            }
        }
        self.registers.remove(&leaf);
        self.registers.insert(root, registers);
        self.parent[leaf] = root as u32;
        if self.organization[root] == NO_ORGANIZATION {
            self.organization[root] = self.organization[leaf];
        }
    }

    /// Do the two sets come from different sources, so that one may complete the other?
    pub(super) fn complete_each_other(&mut self, one: usize, other: usize) -> bool {
        let (a, b) = (self.root(one), self.root(other));
        let (ours, others) = (self.registers_of(a), self.registers_of(b));
        !ours.iter().any(|(register, _)| others.iter().any(|(r, _)| r == register))
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
