//! The pool: blocks do not overlap, the limit holds, what is given back can be taken again.

use std::collections::HashSet;

use super::*;

const PAGES: u32 = 4;

/// Past the thread's cache, which belongs to the process's pool.
fn smalls(pool: &Pool) -> Vec<BlockRef> {
    std::iter::from_fn(|| pool.take_past_cache()).collect()
}

fn larges(pool: &Pool) -> Vec<BlockRef> {
    std::iter::from_fn(|| pool.take_large()).collect()
}

fn give(pool: &Pool, blocks: impl IntoIterator<Item = BlockRef>) {
    let mut returned = Returned::default();
    blocks.into_iter().for_each(|block| returned.add(block));
    pool.give(&mut returned);
    assert_eq!(returned.len(), 0);
}

#[test]
fn blocks_do_not_overlap() {
    let pool = Pool::new(PAGES);
    let large = pool.take_large().unwrap();
    let mut blocks = smalls(&pool);
    assert_eq!(blocks.len(), 3 * PER_PAGE as usize);
    blocks.push(large);
    let mut bytes = HashSet::new();
    for block in &blocks {
        let start = pool.address(*block).addr();
        assert_eq!(start % block.size(), 0);
        for byte in (start..start + block.size()).step_by(SMALL) {
            assert!(bytes.insert(byte), "{block:?} overlaps");
        }
        assert_eq!(BlockRef::from_bits(block.bits()), *block);
        if !block.is_large() {
            assert_eq!(pool.small_at(pool.address(*block)), *block);
        }
    }
    assert_eq!(bytes.len(), (PAGES * PER_PAGE) as usize);
    assert_eq!(pool.bytes_in_use(), u64::from(PAGES) * LARGE as u64);
    assert_eq!(pool.take_past_cache(), None);
    give(&pool, blocks);
    assert_eq!(pool.bytes_in_use(), 0);
}

#[test]
fn the_limit_holds_and_may_change() {
    let pool = Pool::new(PAGES);
    pool.set_limit(2 * LARGE + 5);
    let first = larges(&pool);
    assert_eq!(first.len(), 2);
    pool.set_limit(usize::MAX);
    let more = larges(&pool);
    assert_eq!(more.len(), 2, "never more than there is");
    pool.set_limit(0);
    give(&pool, first);
    assert!(pool.take_large().is_some(), "what has been used may be used again");
}

#[test]
fn large_blocks_are_split_and_small_ones_stay() {
    let pool = Pool::new(PAGES);
    give(&pool, larges(&pool));
    let blocks = smalls(&pool);
    assert_eq!(blocks.len(), (PAGES * PER_PAGE) as usize);
    give(&pool, blocks);
    assert_eq!((larges(&pool).len(), smalls(&pool).len()), (0, (PAGES * PER_PAGE) as usize));
}

#[test]
fn heads_are_those_that_were_marked() {
    let pool = Pool::new(PAGES);
    let blocks = smalls(&pool);
    assert_eq!(pool.heads().count(), 0);
    pool.mark_head(blocks[3]);
    pool.mark_head(blocks[9]);
    pool.mark_head(blocks[3]);
    let heads: HashSet<_> = pool.heads().map(BlockRef::bits).collect();
    assert_eq!(heads, HashSet::from([blocks[3].bits(), blocks[9].bits()]));
}

#[test]
fn fresh_memory_is_zero() {
    let pool = Pool::new(PAGES);
    for block in larges(&pool) {
        // SAFETY: the block is ours, and its memory initialised.
        let bytes = unsafe { std::slice::from_raw_parts(pool.address(block), block.size()) };
        assert!(bytes.iter().all(|byte| *byte == 0));
    }
}
