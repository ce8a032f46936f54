//! Invisible groups: what a `macro_rules!` parameter (`$e:expr`, `$t:ty`) stands in. The compiler forgets those that a procedural macro
//! writes, so that `$e * 2` would become `1 + 1 * 2`. Wherever tokens are written anew, parentheses take their place.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use syn::{Expr, Type};

/// The token; in parentheses if it is an invisible group that holds something together.
pub(crate) fn solid(token: TokenTree) -> TokenTree {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None && holds_together(&group.stream()) => {
            let mut visible = Group::new(Delimiter::Parenthesis, group.stream());
            // Lints about needless parentheses are not for the user.
            visible.set_span(Span::mixed_site().located_at(group.span()));
            TokenTree::Group(visible)
        }
        other => other,
    }
}

/// All tokens, however deep.
pub(crate) fn solid_all(tokens: TokenStream) -> TokenStream {
    if !has_invisible(tokens.clone()) {
        return tokens;
    }
    let deep = |token| match solid(token) {
        TokenTree::Group(group) => {
            let mut new = Group::new(group.delimiter(), solid_all(group.stream()));
            new.set_span(group.span());
            TokenTree::Group(new)
        }
        other => other,
    };
    tokens.into_iter().map(deep).collect()
}

fn has_invisible(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::None || has_invisible(group.stream()),
        _ => false,
    })
}

/// An expression with an operator, or a type of several bounds.
fn holds_together(tokens: &TokenStream) -> bool {
    match syn::parse2::<Expr>(tokens.clone()) {
        Ok(expression) => !matches!(
            expression,
            Expr::Array(_)
                | Expr::Await(_)
                | Expr::Block(_)
                | Expr::Call(_)
                | Expr::Field(_)
                | Expr::Group(_)
                | Expr::Index(_)
                | Expr::Lit(_)
                | Expr::Macro(_)
                | Expr::MethodCall(_)
                | Expr::Paren(_)
                | Expr::Path(_)
                | Expr::Struct(_)
                | Expr::Try(_)
                | Expr::Tuple(_)
                | Expr::Verbatim(_)
        ),
        Err(_) => match syn::parse2::<Type>(tokens.clone()) {
            Ok(Type::TraitObject(object)) => object.bounds.len() > 1,
            Ok(Type::ImplTrait(object)) => object.bounds.len() > 1,
            _ => false,
        },
    }
}
