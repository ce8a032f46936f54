//! `traced`: an attribute that makes a Rust program explain itself.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub use traced_macros::traced;
pub use traced_runtime::*;

#[doc(hidden)]
pub use traced_runtime::private as __private;
