//! What keeps a span out of a function: the same list as bulk mode's (`macros/src/bulk.rs`), and what is known of the crate.

use syn::{Block, Expr, Signature, Stmt};

use super::{attributes, function::Obstacle};

/// Methods of traits that everything calls and nobody wants a span of.
pub(super) const PLUMBING: &[&str] = &[
    "fmt",
    "drop",
    "clone",
    "clone_from",
    "eq",
    "ne",
    "hash",
    "cmp",
    "partial_cmp",
    "lt",
    "le",
    "gt",
    "ge",
    "deref",
    "deref_mut",
    "borrow",
    "borrow_mut",
    "as_ref",
    "as_mut",
    "index",
    "index_mut",
    "default",
    "to_owned",
    "size_hint",
    "poll",
    "poll_next",
    "wake",
    "wake_by_ref",
];

/// Methods that end a getter.
pub(super) const CHEAP: &[&str] = &[
    "clone",
    "len",
    "is_empty",
    "as_str",
    "as_ref",
    "as_mut",
    "as_slice",
    "as_deref",
    "as_bytes",
    "get",
    "copied",
    "cloned",
    "iter",
    "to_owned",
    "to_string",
    "borrow",
    "deref",
];

/// Traits whose methods are called for every allocation.
const ALLOCATORS: &[&str] = &["GlobalAlloc", "Allocator"];

/// Attributes of functions that are called when nothing else can be.
const LAST_RESORTS: &[&str] = &["panic_handler", "alloc_error_handler"];

/// What keeps a span out of a function; `of_trait` is the last name of the trait whose `impl` it is in.
pub(super) fn obstacle(
    attributes: &[syn::Attribute],
    signature: &Signature,
    block: Option<&Block>,
    of_trait: Option<&str>,
) -> Option<Obstacle> {
    let Some(block) = block else { return Some(Obstacle::NoBody) };
    Some(match () {
        () if signature.constness.is_some() => Obstacle::Const,
        () if attributes::has(attributes, "naked") => Obstacle::Naked,
        () if of_trait.is_some_and(|name| ALLOCATORS.contains(&name)) => Obstacle::Allocator,
        () if LAST_RESORTS.iter().any(|name| attributes::has(attributes, name)) => Obstacle::Allocator,
        () if attributes::has_inside(attributes, "inline", "always") => Obstacle::InlineAlways,
        () if of_trait.is_some() && PLUMBING.iter().any(|name| signature.ident == name) => Obstacle::Plumbing,
        () if is_getter(signature, block) => Obstacle::Getter,
        () => return None,
    })
}

/// `&self.name`, `self.inner.items.len()`: one expression, of fields only, but for a cheap method at the end.
fn is_getter(signature: &Signature, block: &Block) -> bool {
    if signature.inputs.len() != 1 || signature.receiver().is_none() || signature.asyncness.is_some() {
        return false;
    }
    let [Stmt::Expr(expression, None)] = &block.stmts[..] else { return false };
    let mut inner = expression;
    loop {
        inner = match inner {
            Expr::Reference(reference) => &reference.expr,
            Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) => &unary.expr,
            _ => break,
        };
    }
    if let Expr::MethodCall(call) = inner {
        let cheap = call.args.is_empty() && call.turbofish.is_none() && CHEAP.iter().any(|name| call.method == name);
        if !cheap {
            return false;
        }
        inner = &call.receiver;
    }
    while let Expr::Field(field) = inner {
        inner = &field.base;
    }
    matches!(inner, Expr::Path(path) if path.path.is_ident("self"))
}
