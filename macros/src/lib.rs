//! The attribute `#[traced]`. Use it through the crate `traced`, which has the runtime that the generated code calls.

#[cfg(feature = "record")]
mod error;
#[cfg(feature = "record")]
mod syntax;
#[cfg(feature = "record")]
mod credential;
#[cfg(feature = "record")]
mod krate;
#[cfg(feature = "config")]
mod configured;
#[cfg(all(feature = "record", not(feature = "config")))]
#[path = "unconfigured.rs"]
mod configured;
#[cfg(feature = "record")]
mod plan;
#[cfg(feature = "record")]
mod check;
#[cfg(feature = "record")]
mod emit;
#[cfg(feature = "record")]
mod spawn;
#[cfg(feature = "record")]
mod locate;
#[cfg(feature = "record")]
mod single;
#[cfg(feature = "record")]
mod bulk;
#[cfg(feature = "record")]
mod dump;
#[cfg(feature = "record")]
mod expand;
#[cfg(all(test, feature = "record"))]
mod tests;

use proc_macro::TokenStream;

/// Opens a span for every call of a function: a child of whatever span is current, with the arguments as tags, and errors, panics and
/// cancellation as its outcome.
///
/// On an `impl`, a `trait` (default bodies) or an inline `mod` it does so for every function inside, but for those that cannot have a span
/// (`const fn`, functions without a body, naked ones) or should not (`fmt`, `drop`, `clone` and the like of traits, getters of one expression,
/// `#[inline(always)]`). A `#[traced(..)]` inside overrides, `#[traced(off)]` excludes.
///
/// # Arguments
///
/// In any order, each at most once.
///
/// | argument | meaning | default |
/// |---|---|---|
/// | `"name"`, `name = CONST` | the operation's name | `function`, or `Type::function` under an annotated `impl` |
/// | `kind = client` | `client`, `server`, `producer`, `consumer`, `internal` | `internal` |
/// | `skip(a, b)`, `skip_all`, `only(a, b)` | which arguments become tags | all but `self` |
/// | `tags("user.id" = user.id, n = items.len())` | more tags; evaluated only where the call is recorded | none |
/// | `ret`, `ret(\|r\| r.id)` | record the returned value, or what a closure makes of it | no |
/// | `err = chain` | how errors are recorded: `chain`, `display`, `debug`, `off` | `chain` |
/// | `error_if = \|r\| !r.ok` | what counts as a failure beside `Err` | nothing |
/// | `root`, `parent = EXPR`, `follows_from = EXPR` | another reference than the current span | child of the current one |
/// | `orphan = ignore` | what to do without a current span: `root` or `ignore` | `root` |
/// | `stream = item` | one span for a stream (`whole`), or one for each of its items | `whole` |
/// | `carry = off`, `carry("my::spawn")` | leave spawn calls in the body alone, or know more of them | well-known ones carry |
/// | `locate` | say at which `?` the error came out | no |
/// | `off` | leave this item alone | |
/// | `crate = path` | where `traced` is, if it was re-exported | found by `Cargo.toml` |
///
/// # What is recorded
///
/// How a value is shown is decided by its type: numbers, texts and bytes as such, others by `Display` or `Debug`, what has neither by the name
/// of its type. Values are cut at 256 bytes. Arguments whose names look like credentials (`password`, `api_key`, `session_token`, ..) are
/// recorded as `[redacted]`.
///
/// # What the function becomes
///
/// The body stays as it was written, with its place in the source. An `async fn` becomes a function that returns `impl Future`, so that its
/// parent is the span that was current at the call; it stays an `async fn` in a trait, and below attributes that may insist on one. Functions
/// that return `impl Future`, `impl Stream`, or such a thing in a `Pin<Box<dyn ..>>`, have a span that lasts until that is done. Set
/// `TRACED_EXPAND_DIR` to a folder when compiling to see all generated code.
///
/// Without the feature `record` the item is returned unchanged.
#[proc_macro_attribute]
pub fn traced(arguments: TokenStream, item: TokenStream) -> TokenStream {
    #[cfg(feature = "record")]
    return expand::expand(&arguments.into(), item.into()).into();
    #[cfg(not(feature = "record"))]
    {
        let _ = arguments;
        item
    }
}
