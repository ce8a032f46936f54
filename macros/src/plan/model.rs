//! The plan of one function: all that emission needs to know, decided.

use std::collections::HashSet;

use proc_macro2::{Group, Ident, Span, TokenStream};
use syn::{Attribute, Type};

use super::params::{Param, This};
use crate::syntax::arguments::{Ret, Variant};

/// How the span is put around the body.
pub(crate) enum Shape {
    /// A guard before the body; the result is not looked at.
    Guard,
    /// The body is a closure, and its result is looked at.
    Run { result: Option<Type> },
    /// `async fn`: one `async move` block, returned as `impl Future` or awaited in an `async fn` where the signature must stay.
    Async { output: Output, rewritten: bool },
    /// The body makes a future, and the span ends with it.
    Future { boxed: bool, output: Option<Type>, whole: Type },
    /// The body is only `Box::pin(async move { .. })`.
    BoxedBlock { path: TokenStream, output: Option<Type>, block: Group },
    /// The body makes a stream, and the span ends with it (or there is one for each item).
    Stream { boxed: bool, items: bool, whole: Type },
}

/// What an `async fn` gives.
#[expect(clippy::large_enum_variant, reason = "one of them, for a moment")]
pub(crate) enum Output {
    Unit,
    Never,
    Value(Type),
}

/// What is done with the result.
pub(crate) struct Probe {
    /// Look for an error.
    pub(crate) outcome: bool,
    pub(crate) error_if: Option<TokenStream>,
    /// Record it, or what a closure makes of it.
    pub(crate) ret: Option<Ret>,
    /// Say at which `?` the error came out.
    pub(crate) locate: bool,
}

impl Probe {
    pub(crate) fn is_empty(&self) -> bool {
        !self.outcome && self.error_if.is_none() && self.ret.is_none()
    }
}

/// One recorded value.
pub(crate) struct Field {
    pub(crate) key: String,
    pub(crate) cfg: Vec<Attribute>,
    pub(crate) value: Value,
}

pub(crate) enum Value {
    /// An argument, by the name the user gave it; where it is rebound, through its twin.
    Argument {
        ident: Ident,
        param: usize,
    },
    This(Ident),
    Tag(TokenStream),
    Redacted,
}

/// Which span this one refers to, when it is not the current one.
pub(crate) struct Origin {
    pub(crate) root: bool,
    pub(crate) parent: Option<TokenStream>,
    pub(crate) follows_from: Option<TokenStream>,
}

pub(crate) struct Plan {
    /// The path to the crate `traced`.
    pub(crate) krate: TokenStream,
    pub(crate) name: TokenStream,
    pub(crate) function: String,
    /// The type or trait, where it can be seen.
    pub(crate) owner: String,
    /// What rules can tell it by, and what the attribute says itself: the bits of the runtime's `Shape`.
    pub(crate) bits: u16,
    /// The keys that the attribute names.
    pub(crate) listed: Vec<String>,
    /// Where the function's name stands.
    pub(crate) span: Span,
    pub(crate) kind: Variant,
    pub(crate) orphan: Variant,
    pub(crate) errors: Variant,
    pub(crate) origin: Option<Origin>,
    pub(crate) this: Option<(This, Ident)>,
    pub(crate) params: Vec<Param>,
    pub(crate) fields: Vec<Field>,
    /// All names in the body.
    pub(crate) names: HashSet<String>,
    pub(crate) shape: Shape,
    pub(crate) probe: Probe,
    /// The body as the user wrote it, braces included.
    pub(crate) body: Group,
    /// What stood at the start of the body as `#![..]`, and has to stay first.
    pub(crate) inner_attributes: Vec<TokenStream>,
    /// Spawn calls in the body carry the context; these paths count as spawners too.
    pub(crate) carry: Option<Vec<String>>,
}
