//! `#[traced]`: the attribute that puts a span around a function.
//!
//! Use it through the crate `traced`, which documents it.

#[cfg(feature = "record")]
mod error;
#[cfg(feature = "record")]
mod syntax;
#[cfg(feature = "record")]
mod credential;
#[cfg(feature = "record")]
mod krate;
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

/// Puts a span around a function.
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
