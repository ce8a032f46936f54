//! A corpus for lints: `cargo clippy -- -D warnings` must find nothing in it, because nothing of the user's is wrong.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unused, future_incompatible, rust_2018_idioms)]
#![deny(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
#![allow(
    clippy::blanket_clippy_restriction_lints,
    clippy::implicit_return,
    clippy::missing_inline_in_public_items,
    clippy::min_ident_chars,
    clippy::single_call_fn,
    clippy::arbitrary_source_item_ordering,
    clippy::question_mark_used,
    clippy::missing_trait_methods,
    clippy::unused_async,
    clippy::std_instead_of_core,
    clippy::exhaustive_structs,
    clippy::arithmetic_side_effects,
    clippy::pub_use,
    clippy::needless_return,
    clippy::absolute_paths,
    clippy::unused_trait_names,
    clippy::module_name_repetitions,
    clippy::ref_patterns,
    clippy::missing_const_for_fn,
    clippy::separated_literal_suffix,
    clippy::std_instead_of_alloc,
    reason = "what this text itself would offend"
)]

use std::fmt;
use std::num::ParseIntError;

use traced::traced;

/// A type with everything.
#[derive(Debug, Clone)]
pub struct Shop {
    /// What was sold.
    items: Vec<String>,
}

/// Bulk.
#[traced(ret)]
impl Shop {
    /// Made.
    #[must_use]
    pub const fn new() -> Self {
        Self { items: Vec::new() }
    }

    /// A getter.
    #[must_use]
    pub fn items(&self) -> &[String] {
        &self.items
    }

    /// Sync, with an error.
    ///
    /// # Errors
    ///
    /// When `text` is no number.
    pub fn buy(&mut self, text: &str, item: String, _ignored: String) -> Result<u32, ParseIntError> {
        let number = text.parse()?;
        self.items.push(item);
        Ok(number)
    }

    /// Async, with an error.
    ///
    /// # Errors
    ///
    /// When `text` is no number.
    pub async fn buy_later(&mut self, text: &str, mut item: String, _ignored: String) -> Result<u32, ParseIntError> {
        item.push('!');
        let number = text.parse()?;
        self.items.push(item);
        std::future::ready(()).await;
        Ok(number)
    }

    /// Unit.
    pub fn clear(&mut self, first: usize) {
        self.items.truncate(first);
    }
}

impl Default for Shop {
    fn default() -> Self {
        Self::new()
    }
}

#[traced]
impl fmt::Display for Shop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("shop")
    }
}

/// Single, with everything.
///
/// # Errors
///
/// When `text` is no number.
#[traced(kind = client, locate, tags("len" = text.len()), ret(Result::is_ok), error_if = Result::is_err)]
pub fn single(text: &str, mut list: Vec<u8>, (left, right): (u8, u8)) -> Result<u32, ParseIntError> {
    list.push(left);
    list.push(right);
    let number: u32 = text.parse()?;
    Ok(number)
}

/// Async, owning more than one thing.
#[traced]
pub async fn owning(first: String, second: String, third: Vec<u8>) -> usize {
    std::future::ready(()).await;
    first.len() + second.len() + third.len()
}

/// A future that is returned.
#[traced]
pub fn returned(number: u32) -> impl core::future::Future<Output = u32> + Send {
    std::future::ready(number)
}

/// Spawns.
#[traced]
pub fn spawns() {
    drop(std::thread::spawn(|| 3_u8).join());
}

/// A scalar.
#[traced]
#[must_use]
pub fn scalar(number: u32) -> u32 {
    number
}

/// A trait with an async function.
pub trait Sells {
    /// Sells.
    fn sell(&self, item: String) -> impl core::future::Future<Output = usize> + Send;
}

#[traced]
impl Sells for Shop {
    async fn sell(&self, item: String) -> usize {
        std::future::ready(()).await;
        item.len() + self.items.len()
    }
}
