//! The tree against RFC 6962 as it is written down, and against whoever forges a proof.

use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

use super::super::tree::*;

/// The definition of RFC 6962, section 2.1, word by word: slow, and as different from the program as can be.
fn oracle(leaves: &[Vec<u8>]) -> Hash {
    match leaves {
        [] => Sha256::digest(b"").into(),
        [one] => Sha256::digest([b"\0".as_slice(), one].concat()).into(),
        _ => {
            let mut k = 1;
            while k * 2 < leaves.len() {
                k *= 2;
            }
            let both = [oracle(&leaves[..k]), oracle(&leaves[k..])].concat();
            Sha256::digest([b"\x01".as_slice(), &both].concat()).into()
        }
    }
}

fn leaves(count: usize) -> Vec<Vec<u8>> {
    (0..count).map(|n| n.to_be_bytes().to_vec()).collect()
}

fn hashes(leaves: &[Vec<u8>]) -> Vec<Hash> {
    leaves.iter().map(|leaf| leaf_hash(&[leaf])).collect()
}

fn head(leaves: &[Vec<u8>], size: usize) -> Head {
    Head { size: size as u64, root: oracle(&leaves[..size]) }
}

#[test]
fn the_roots_of_the_published_examples_come_out() {
    // The eight leaves and roots that the certificate transparency project publishes for this tree.
    let leaves: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    let hashes: Vec<Hash> = leaves.iter().map(|leaf| leaf_hash(&[leaf])).collect();
    let hex = |hash: Hash| hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    for (size, root_of) in [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
    ] {
        assert_eq!(hex(Whole::new(hashes[..size].to_vec()).root()), root_of, "{size} leaves");
    }
}

#[test]
fn every_proof_of_every_small_tree_holds_and_only_where_it_belongs() {
    let all = leaves(40);
    for size in 0..=all.len() {
        let hashes = hashes(&all[..size]);
        let whole = Whole::new(hashes.clone());
        let new = head(&all, size);
        assert_eq!(whole.root(), new.root);
        for (index, leaf) in hashes.iter().enumerate() {
            let proof = whole.inclusion_proof(index).unwrap();
            for at in 0..=size {
                let holds = is_included(*leaf, at as u64, new.size, &new.root, &proof);
                assert_eq!(holds, at == index, "leaf {index} at {at} of {size}");
            }
        }
        assert_eq!(whole.inclusion_proof(size), None);
        for old in 0..=size {
            let proof = whole.consistency_proof(old).unwrap();
            assert!(is_consistent(&head(&all, old), &new, &proof), "{old} in {size}");
        }
        assert_eq!(whole.consistency_proof(size + 1), None);
    }
}

proptest! {
    #[test]
    fn a_tree_that_grows_leaf_by_leaf_is_the_tree_of_the_definition(count in 0_usize..600, cut in 0_usize..600) {
        let all = leaves(count);
        let mut frontier = Frontier::default();
        let mut kept = None;
        for (at, leaf) in hashes(&all).into_iter().enumerate() {
            if at == cut {
                kept = Frontier::from_parts(frontier.size(), &frontier.nodes());
                prop_assert_eq!(kept.as_ref(), Some(&frontier));
            }
            frontier.push(leaf);
            kept.iter_mut().for_each(|kept| kept.push(leaf));
        }
        prop_assert_eq!(frontier.root(), oracle(&all));
        prop_assert_eq!(frontier.size(), count as u64);
        // One that was put away and taken up again is the same.
        if let Some(kept) = kept {
            prop_assert_eq!(kept, frontier);
        }
    }

    #[test]
    fn a_frontier_with_the_wrong_number_of_nodes_is_refused(size in 0_u64..10_000, nodes in 0_usize..20) {
        let fits = size.count_ones() as usize == nodes;
        prop_assert_eq!(Frontier::from_parts(size, &vec![7; nodes * 32]).is_some(), fits);
        prop_assert!(Frontier::from_parts(size, &vec![7; nodes * 32 + 1]).is_none());
    }

    #[test]
    fn proofs_hold_for_large_trees(count in 1_usize..3_000, index: prop::sample::Index, old: prop::sample::Index) {
        let all = leaves(count);
        let hashes = hashes(&all);
        let whole = Whole::new(hashes.clone());
        let new = head(&all, count);
        let index = index.index(count);
        let proof = whole.inclusion_proof(index).unwrap();
        prop_assert!(is_included(hashes[index], index as u64, new.size, &new.root, &proof));
        let old = old.index(count + 1);
        let proof = whole.consistency_proof(old).unwrap();
        prop_assert!(is_consistent(&head(&all, old), &new, &proof));
    }

    #[test]
    fn a_forged_proof_is_refused(
        count in 2_usize..200,
        index: prop::sample::Index,
        old: prop::sample::Index,
        place: prop::sample::Index,
        bit in 0_usize..256,
        kind in 0_usize..5,
    ) {
        let all = leaves(count);
        let hashes = hashes(&all);
        let whole = Whole::new(hashes.clone());
        let new = head(&all, count);
        let forge = |proof: &[Hash]| {
            let mut forged = proof.to_vec();
            match kind {
                0 if !forged.is_empty() => forged[place.index(proof.len())][bit / 8] ^= 1 << (bit % 8),
                1 => forged.push([bit as u8; 32]),
                2 if !forged.is_empty() => { forged.remove(place.index(proof.len())); }
                3 => forged.insert(place.index(proof.len() + 1), [bit as u8; 32]),
                _ if forged.len() > 1 => {
                    let at = place.index(proof.len() - 1);
                    if forged[at] == forged[at + 1] { return None; }
                    forged.swap(at, at + 1);
                }
                _ => return None,
            }
            Some(forged)
        };
        let index = index.index(count);
        if let Some(forged) = forge(&whole.inclusion_proof(index).unwrap()) {
            prop_assert!(!is_included(hashes[index], index as u64, new.size, &new.root, &forged));
        }
        let old = 1 + old.index(count - 1);
        let before = head(&all, old);
        if let Some(forged) = forge(&whole.consistency_proof(old).unwrap()) {
            prop_assert!(!is_consistent(&before, &new, &forged));
        }
        let honest = whole.consistency_proof(old).unwrap();
        let other = |head: Head| Head { root: [9; 32], ..head };
        prop_assert!(!is_consistent(&other(before), &new, &honest));
        prop_assert!(!is_consistent(&before, &other(new), &honest));
    }

    #[test]
    fn a_history_with_one_other_leaf_has_no_proof_that_it_extends(count in 2_usize..200, old: prop::sample::Index, changed: prop::sample::Index) {
        let all = leaves(count);
        let old = 1 + old.index(count - 1);
        let mut other = all.clone();
        other[changed.index(old)] = b"another".to_vec();
        let proof = Whole::new(hashes(&other)).consistency_proof(old).unwrap();
        prop_assert!(!is_consistent(&head(&all, old), &head(&other, count), &proof));
    }
}
