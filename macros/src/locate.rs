//! `locate`: every `?` of the body notes its line, so that an error can say where it came out.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote_spanned;

use crate::emit::callsite::line;
use crate::emit::glue::Glue;
use crate::spawn::is_opaque;
use crate::syntax::invisible::solid;

/// `e?` becomes `P::passed(&__TRACED, P::at(&__TRACED, line!(), e)?)`, where it is plain what `e` is and that this function returns.
pub(crate) fn rewrite(glue: &Glue, body: TokenStream) -> TokenStream {
    let mut out: Vec<TokenTree> = Vec::new();
    let mut tokens = body.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                let stays = is_opaque(&out) || is_elsewhere(&out);
                let stream = if stays { group.stream() } else { rewrite(glue, group.stream()) };
                if stays {
                    out.push(TokenTree::Group(group));
                } else {
                    let mut new = Group::new(group.delimiter(), stream);
                    new.set_span(group.span());
                    out.push(TokenTree::Group(new));
                }
            }
            // A closure returns to its caller, not from here: it stays as it is, up to where it must have ended.
            TokenTree::Punct(bar) if bar.as_char() == '|' && begins_expression(&out) => {
                out.push(TokenTree::Punct(bar));
                while let Some(next) = tokens.next_if(|next| !ends_closure(next)) {
                    out.push(next);
                }
            }
            TokenTree::Punct(question) if question.as_char() == '?' => {
                match operand(&out) {
                    Some(start) => {
                        let operand: TokenStream = out.drain(start..).map(solid).collect();
                        let (p, line) = (&glue.private, line(question.span()));
                        out.extend(quote_spanned!(glue.span=> #p::passed(&__TRACED, #p::at(&__TRACED, #line, #operand) #question)));
                    }
                    None => out.push(TokenTree::Punct(question)),
                }
            }
            other => out.push(other),
        }
    }
    out.into_iter().map(solid).collect()
}

/// The braces that follow belong to an `async` block, or to a function inside of this one.
fn is_elsewhere(before: &[TokenTree]) -> bool {
    for token in before.iter().rev() {
        match token {
            TokenTree::Ident(word)
                if word == "fn" || word == "async" || word == "impl" || word == "trait" || word == "mod" =>
            {
                return true;
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return false,
            TokenTree::Punct(punct) if matches!(punct.as_char(), ';' | '=') => return false,
            _ => {}
        }
    }
    false
}

fn ends_closure(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if matches!(punct.as_char(), ',' | ';'))
}

/// Whether an expression (and so a closure) may begin after these tokens.
fn begins_expression(before: &[TokenTree]) -> bool {
    match before.last() {
        None => true,
        Some(TokenTree::Punct(punct)) => punct.as_char() != '?',
        Some(TokenTree::Ident(word)) => is_keyword(&word.to_string()),
        Some(TokenTree::Group(_) | TokenTree::Literal(_)) => false,
    }
}

fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "return"
            | "break"
            | "move"
            | "in"
            | "if"
            | "match"
            | "while"
            | "else"
            | "let"
            | "yield"
            | "as"
            | "ref"
            | "mut"
            | "dyn"
            | "impl"
            | "static"
            | "loop"
    )
}

/// Where the operand of a `?` at the end begins, if it is a plain chain of names, calls, indices and fields.
fn operand(tokens: &[TokenTree]) -> Option<usize> {
    let mut at = tokens.len();
    loop {
        at = at.checked_sub(1)?;
        match &tokens[at] {
            // `e?`, rewritten before: a call.
            TokenTree::Punct(punct) if punct.as_char() == '?' => {}
            TokenTree::Group(group) if matches!(group.delimiter(), Delimiter::Parenthesis | Delimiter::Bracket) => {
                let previous = at.checked_sub(1).map(|before| &tokens[before]);
                let continues = match previous {
                    Some(TokenTree::Ident(word)) => !is_keyword(&word.to_string()),
                    Some(TokenTree::Group(before)) => before.delimiter() != Delimiter::Brace,
                    Some(TokenTree::Punct(punct)) => {
                        matches!(punct.as_char(), '>' | '?' | '!') && !is_arrow(tokens, at - 1)
                    }
                    Some(TokenTree::Literal(_)) | None => false,
                };
                if !continues {
                    return Some(at);
                }
                if matches!(previous, Some(TokenTree::Punct(punct)) if punct.as_char() == '!') {
                    // `name!(..)`, or `!(..)`.
                    match at.checked_sub(2).map(|before| &tokens[before]) {
                        Some(TokenTree::Ident(word)) if !is_keyword(&word.to_string()) => at -= 1,
                        _ => return Some(at),
                    }
                }
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => return Some(at),
            TokenTree::Literal(_) if dot_before(tokens, at) => at -= 1,
            TokenTree::Literal(_) => return Some(at),
            TokenTree::Ident(word) if is_keyword(&word.to_string()) => return None,
            TokenTree::Ident(_) => {
                if dot_before(tokens, at) {
                    at -= 1;
                } else if colons_before(tokens, at) {
                    at -= 2;
                    match at.checked_sub(1).map(|before| &tokens[before]) {
                        Some(TokenTree::Ident(word)) if !is_keyword(&word.to_string()) => {}
                        Some(TokenTree::Punct(punct)) if punct.as_char() == '>' => {}
                        _ => return Some(at),
                    }
                } else {
                    return Some(at);
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == '>' => {
                at = generics(tokens, at)?;
                if !colons_before(tokens, at) {
                    // `<T as Trait>::f()`
                    return Some(at);
                }
                at -= 2;
            }
            TokenTree::Group(_) | TokenTree::Punct(_) => return None,
        }
    }
}

/// Where the `<` stands that this `>` closes.
fn generics(tokens: &[TokenTree], end: usize) -> Option<usize> {
    let mut open = 0_usize;
    for at in (0..=end).rev() {
        match &tokens[at] {
            TokenTree::Punct(punct) if punct.as_char() == '>' && !is_arrow(tokens, at) => open += 1,
            TokenTree::Punct(punct) if punct.as_char() == '<' => {
                open -= 1;
                if open == 0 {
                    return Some(at);
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => return None,
            _ => {}
        }
    }
    None
}

/// The `>` of `->` or `=>`.
fn is_arrow(tokens: &[TokenTree], at: usize) -> bool {
    at.checked_sub(1).is_some_and(
        |before| matches!(&tokens[before], TokenTree::Punct(punct) if matches!(punct.as_char(), '-' | '=')),
    )
}

fn dot_before(tokens: &[TokenTree], at: usize) -> bool {
    let punct = |back: usize| match at.checked_sub(back).map(|before| &tokens[before]) {
        Some(TokenTree::Punct(punct)) => Some(punct.as_char()),
        _ => None,
    };
    // Not a range.
    punct(1) == Some('.') && punct(2) != Some('.')
}

fn colons_before(tokens: &[TokenTree], at: usize) -> bool {
    let colon = |back: usize| matches!(at.checked_sub(back).map(|before| &tokens[before]), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    colon(1) && colon(2)
}
