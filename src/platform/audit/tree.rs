//! The Merkle tree of RFC 6962 (RFC 9162, section 2.1): one root for a whole history, and short proofs about it.

use sha2::{Digest as _, Sha256};

/// 32 bytes of SHA-256.
pub type Hash = [u8; 32];

/// The hash of a leaf. Its prefix keeps leaves and inner nodes apart.
pub fn leaf_hash(parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new_with_prefix([0]);
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// The hash of an inner node.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut both = [1; 65];
    both[1..33].copy_from_slice(left);
    both[33..].copy_from_slice(right);
    Sha256::digest(both).into()
}

/// What must be kept of a tree to let it grow: the roots of the perfect trees it is made of, largest first. A million
/// leaves need seven of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    nodes: Vec<Hash>,
}

impl Frontier {
    /// The frontier with this many leaves, if there are as many nodes as it takes.
    pub fn from_parts(size: u64, nodes: &[u8]) -> Option<Self> {
        let (nodes, rest) = nodes.as_chunks::<32>();
        let fits = rest.is_empty() && nodes.len() == size.count_ones() as usize;
        fits.then(|| Self { size, nodes: nodes.to_vec() })
    }

    /// How many leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The nodes, 32 bytes each.
    pub fn nodes(&self) -> Vec<u8> {
        self.nodes.concat()
    }

    /// Adds a leaf at the end.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        // Two trees of one height become one, as a carry does in a sum.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.nodes.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        self.nodes.push(hash);
        self.size += 1;
    }

    /// The root of the whole tree.
    pub fn root(&self) -> Hash {
        let folded = self.nodes.iter().rev().copied().reduce(|right, left| node_hash(&left, &right));
        folded.unwrap_or_else(|| Sha256::digest([]).into())
    }
}

/// A tree with all its nodes, for proofs. A leaf needs 64 bytes of memory.
#[derive(Clone, Debug, Default)]
pub struct Whole {
    /// The leaves, then the roots of two, four, eight … of them, as far as they are complete.
    levels: Vec<Vec<Hash>>,
}

impl Whole {
    /// The tree over these leaf hashes.
    pub fn new(leaves: Vec<Hash>) -> Self {
        let mut levels = vec![leaves];
        while let Some(below) = levels.last().filter(|level| level.len() > 1) {
            let (pairs, _) = below.as_chunks::<2>();
            levels.push(pairs.iter().map(|[left, right]| node_hash(left, right)).collect());
        }
        Self { levels }
    }

    /// How many leaves.
    pub fn size(&self) -> usize {
        self.levels.first().map_or(0, Vec::len)
    }

    /// The root.
    pub fn root(&self) -> Hash {
        if self.size() == 0 { Frontier::default().root() } else { self.root_of(0, self.size()) }
    }

    /// The root over a part of the leaves that RFC 6962 splits off: it begins where a perfect tree may begin.
    fn root_of(&self, from: usize, to: usize) -> Hash {
        let size = to - from;
        if size.is_power_of_two() {
            let level = size.ilog2();
            return self.levels[level as usize][from >> level];
        }
        let middle = from + split(size);
        node_hash(&self.root_of(from, middle), &self.root_of(middle, to))
    }

    /// The hashes that lead from the leaf at `index` to the root; nothing when there is no such leaf.
    pub fn inclusion_proof(&self, index: usize) -> Option<Vec<Hash>> {
        if index >= self.size() {
            return None;
        }
        let (mut from, mut to, mut proof) = (0, self.size(), Vec::new());
        while to - from > 1 {
            let middle = from + split(to - from);
            if index < middle {
                proof.push(self.root_of(middle, to));
                to = middle;
            } else {
                proof.push(self.root_of(from, middle));
                from = middle;
            }
        }
        proof.reverse();
        Some(proof)
    }

    /// The hashes that show how the tree of the first `old` leaves became this one; nothing when it was larger.
    pub fn consistency_proof(&self, old: usize) -> Option<Vec<Hash>> {
        if old > self.size() {
            return None;
        }
        let (mut from, mut to, mut proof) = (0, self.size(), Vec::new());
        // SUBPROOF of RFC 6962, from the root down to where the old tree ends.
        while old > 0 && old != to {
            let middle = from + split(to - from);
            if old <= middle {
                proof.push(self.root_of(middle, to));
                to = middle;
            } else {
                proof.push(self.root_of(from, middle));
                from = middle;
            }
        }
        // The old tree as a whole is known to whoever asks; a part of it is not.
        if from > 0 && old > 0 {
            proof.push(self.root_of(from, to));
        }
        proof.reverse();
        Some(proof)
    }
}

/// The largest power of two below `size`: where RFC 6962 splits a tree of two leaves or more.
fn split(size: usize) -> usize {
    1 << (size - 1).ilog2()
}

/// Whether `proof` shows that `leaf` stands at `index` of the tree with this size and root (RFC 9162, 2.1.3.2).
pub fn is_included(leaf: Hash, index: u64, size: u64, root: &Hash, proof: &[Hash]) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, leaf);
    for beside in proof {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = node_hash(beside, &hash);
            while at & 1 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            hash = node_hash(&hash, beside);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    last == 0 && hash == *root
}

/// A tree as others know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many leaves.
    pub size: u64,
    /// Its root.
    pub root: Hash,
}

/// Whether `proof` shows that the tree `new` begins with the tree `old` (RFC 9162, 2.1.4.2).
pub fn is_consistent(old: &Head, new: &Head, proof: &[Hash]) -> bool {
    if old.size > new.size {
        return false;
    }
    if old.size == new.size {
        return proof.is_empty() && old.root == new.root;
    }
    if old.size == 0 {
        return proof.is_empty() && old.root == Frontier::default().root();
    }
    // Where the old tree is perfect its root begins the proof, and need not be sent.
    let mut hashes = old.size.is_power_of_two().then_some(&old.root).into_iter().chain(proof);
    let Some(first) = hashes.next() else { return false };
    let (mut at, mut last) = (old.size - 1, new.size - 1);
    let shift = at.trailing_ones();
    (at, last) = (at >> shift, last >> shift);
    let (mut old_root, mut new_root) = (*first, *first);
    for beside in hashes {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            old_root = node_hash(beside, &old_root);
            new_root = node_hash(beside, &new_root);
            while at & 1 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            new_root = node_hash(&new_root, beside);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    last == 0 && old_root == old.root && new_root == new.root
}
