//! The arguments of the attribute: `"name"`, `kind = client`, `skip(a, b)`, in any order, each at most once.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Expr, LitStr, Path, Token};

use super::cell::Cell;
use super::invisible::solid_all;
use super::keyword;
use crate::error::Errors;

/// One more tag: its key and the expression for its value.
#[derive(Clone)]
pub(crate) struct Tag {
    pub(crate) key: String,
    pub(crate) span: Span,
    pub(crate) value: TokenStream,
}

/// Whether spawn calls in the body carry the context.
#[derive(Clone)]
pub(crate) enum Carry {
    Off,
    /// These paths too.
    Also(Vec<LitStr>),
}

/// `ret`, or `ret(|r| ..)`.
#[derive(Clone)]
pub(crate) struct Ret(pub(crate) Option<TokenStream>);

/// `within("Type")`, `within("Type", trait)`: the `impl` or `trait` around the function, which an attribute of its own cannot see. For tools that
/// write the attribute; people put it on the `impl`.
#[derive(Clone, Default)]
pub(crate) struct Within {
    pub(crate) owner: String,
    pub(crate) of_trait: bool,
}

/// A word of one of the tables in `keyword`, as the runtime's variant is called.
pub(crate) type Variant = &'static str;

/// Everything that stood between the parentheses.
#[derive(Clone)]
pub(crate) struct Arguments {
    pub(crate) name: Cell<TokenStream>,
    pub(crate) kind: Cell<Variant>,
    pub(crate) skip: Cell<Vec<Ident>>,
    pub(crate) skip_all: Cell<()>,
    pub(crate) only: Cell<Vec<Ident>>,
    pub(crate) tags: Cell<Vec<Tag>>,
    pub(crate) ret: Cell<Ret>,
    pub(crate) err: Cell<Variant>,
    pub(crate) error_if: Cell<TokenStream>,
    pub(crate) root: Cell<()>,
    pub(crate) parent: Cell<TokenStream>,
    pub(crate) follows_from: Cell<TokenStream>,
    pub(crate) orphan: Cell<Variant>,
    pub(crate) stream: Cell<Variant>,
    pub(crate) carry: Cell<Carry>,
    pub(crate) locate: Cell<()>,
    pub(crate) off: Cell<()>,
    pub(crate) krate: Cell<TokenStream>,
    pub(crate) within: Cell<Within>,
}

impl Arguments {
    pub(crate) fn none() -> Self {
        Self {
            name: Cell::new("name"),
            kind: Cell::new("kind"),
            skip: Cell::new("skip"),
            skip_all: Cell::new("skip_all"),
            only: Cell::new("only"),
            tags: Cell::new("tags"),
            ret: Cell::new("ret"),
            err: Cell::new("err"),
            error_if: Cell::new("error_if"),
            root: Cell::new("root"),
            parent: Cell::new("parent"),
            follows_from: Cell::new("follows_from"),
            orphan: Cell::new("orphan"),
            stream: Cell::new("stream"),
            carry: Cell::new("carry"),
            locate: Cell::new("locate"),
            off: Cell::new("off"),
            krate: Cell::new("crate"),
            within: Cell::new("within"),
        }
    }

    /// Reads all arguments; those that cannot be understood become complaints, and reading goes on after them.
    pub(crate) fn parse(tokens: TokenStream, errors: &Errors) -> Self {
        let mut arguments = Self::none();
        let read = |input: ParseStream<'_>| {
            while !input.is_empty() {
                match arguments.one(input, errors) {
                    Ok(()) if input.is_empty() || input.peek(Token![,]) => {}
                    Ok(()) => errors.at(input.span(), "expected `,`"),
                    Err(error) => errors.push(error),
                }
                skip_past_comma(input)?;
            }
            Ok(())
        };
        if let Err(error) = read.parse2(tokens) {
            errors.push(error);
        }
        arguments
    }

    /// These, overridden by those of an attribute further in.
    pub(crate) fn overridden_by(&self, inner: Self) -> Self {
        let mut all = self.clone();
        // A choice of arguments replaces the outer choice as a whole.
        if inner.skip.is_set() || inner.skip_all.is_set() || inner.only.is_set() {
            all.skip = Cell::new("skip");
            all.skip_all = Cell::new("skip_all");
            all.only = Cell::new("only");
        }
        if inner.root.is_set() || inner.parent.is_set() {
            all.root = Cell::new("root");
            all.parent = Cell::new("parent");
        }
        all.name.override_with(inner.name);
        all.kind.override_with(inner.kind);
        all.skip.override_with(inner.skip);
        all.skip_all.override_with(inner.skip_all);
        all.only.override_with(inner.only);
        all.tags.override_with(inner.tags);
        all.ret.override_with(inner.ret);
        all.err.override_with(inner.err);
        all.error_if.override_with(inner.error_if);
        all.root.override_with(inner.root);
        all.parent.override_with(inner.parent);
        all.follows_from.override_with(inner.follows_from);
        all.orphan.override_with(inner.orphan);
        all.stream.override_with(inner.stream);
        all.carry.override_with(inner.carry);
        all.locate.override_with(inner.locate);
        all.off.override_with(inner.off);
        all.krate.override_with(inner.krate);
        all.within.override_with(inner.within);
        all
    }

    fn one(&mut self, input: ParseStream<'_>, errors: &Errors) -> syn::Result<()> {
        if input.peek(syn::Lit) {
            let name: LitStr = input.parse()?;
            self.name.set(errors, name.span(), name.to_token_stream());
            return Ok(());
        }
        let word = input.call(Ident::parse_any)?;
        let span = word.span();
        match word.to_string().as_str() {
            "name" => self.name.set(errors, span, expression(input)?),
            "kind" => self.kind.set(errors, span, choice("kind", keyword::KINDS, input)?),
            "skip" => self.skip.set(errors, span, names(input)?),
            "skip_all" => self.skip_all.set(errors, span, ()),
            "only" => self.only.set(errors, span, names(input)?),
            "tags" => self.tags.set(errors, span, tags(input)?),
            "ret" => self.ret.set(errors, span, ret(input)?),
            "err" => self.err.set(errors, span, choice("form of errors", keyword::ERRORS, input)?),
            "error_if" => self.error_if.set(errors, span, expression(input)?),
            "root" => self.root.set(errors, span, ()),
            "parent" => self.parent.set(errors, span, expression(input)?),
            "follows_from" => self.follows_from.set(errors, span, expression(input)?),
            "orphan" => self.orphan.set(errors, span, choice("policy", keyword::ORPHANS, input)?),
            "stream" => self.stream.set(errors, span, choice("policy", keyword::STREAMS, input)?),
            "carry" => self.carry.set(errors, span, carry(input)?),
            "locate" => self.locate.set(errors, span, ()),
            "off" => self.off.set(errors, span, ()),
            "crate" => {
                input.parse::<Token![=]>()?;
                let path = input.call(Path::parse_mod_style)?;
                self.krate.set(errors, span, path.to_token_stream());
            }
            "within" => self.within.set(errors, span, within(input)?),
            other => {
                errors.at(span, keyword::unknown("argument", other, keyword::ARGUMENTS));
                skip_to_comma(input)?;
            }
        }
        Ok(())
    }
}

/// `= EXPR`; kept as tokens.
fn expression(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    input.parse::<Token![=]>()?;
    Ok(solid_all(input.parse::<Expr>()?.into_token_stream()))
}

/// `= word`, where the word is in the table.
fn choice(what: &str, table: &'static [(&'static str, &'static str)], input: ParseStream<'_>) -> syn::Result<Variant> {
    input.parse::<Token![=]>()?;
    let word = input.call(Ident::parse_any)?;
    match table.iter().find(|(name, _)| word == name) {
        Some((_, variant)) => Ok(variant),
        None => Err(syn::Error::new(word.span(), keyword::unknown(what, &word.to_string(), table))),
    }
}

/// `(a, b)`
fn names(input: ParseStream<'_>) -> syn::Result<Vec<Ident>> {
    let inner;
    syn::parenthesized!(inner in input);
    let list = inner.parse_terminated(Ident::parse_any, Token![,])?;
    Ok(list.into_iter().collect())
}

/// `("user.id" = user.id, n = items.len())`
fn tags(input: ParseStream<'_>) -> syn::Result<Vec<Tag>> {
    let inner;
    syn::parenthesized!(inner in input);
    let list = inner.parse_terminated(tag, Token![,])?;
    Ok(list.into_iter().collect())
}

fn tag(input: ParseStream<'_>) -> syn::Result<Tag> {
    let (key, span) = if input.peek(LitStr) {
        let key: LitStr = input.parse()?;
        (key.value(), key.span())
    } else {
        let first = input.call(Ident::parse_any)?;
        let mut key = first.unraw().to_string();
        while input.peek(Token![.]) {
            input.parse::<Token![.]>()?;
            key = key + "." + &input.call(Ident::parse_any)?.unraw().to_string();
        }
        (key, first.span())
    };
    Ok(Tag { key, span, value: expression(input)? })
}

/// nothing, or `(|r| ..)`
fn ret(input: ParseStream<'_>) -> syn::Result<Ret> {
    if !input.peek(syn::token::Paren) {
        return Ok(Ret(None));
    }
    let inner;
    syn::parenthesized!(inner in input);
    let projection: Expr = inner.parse()?;
    if !inner.is_empty() {
        return Err(syn::Error::new(inner.span(), "`ret` takes one closure, as in `ret(|r| r.id)`"));
    }
    Ok(Ret(Some(solid_all(projection.into_token_stream()))))
}

/// `= off`, or `("my::spawn", ..)`
fn carry(input: ParseStream<'_>) -> syn::Result<Carry> {
    if input.peek(Token![=]) {
        return choice("value", keyword::CARRY, input).map(|_| Carry::Off);
    }
    let inner;
    syn::parenthesized!(inner in input);
    let list = inner.parse_terminated(|input: ParseStream<'_>| input.parse::<LitStr>(), Token![,])?;
    for path in &list {
        if path.value().parse::<TokenStream>().is_ok_and(|tokens| !tokens.is_empty()) {
            continue;
        }
        return Err(syn::Error::new(path.span(), "expected the path of a function, as in `carry(\"my::spawn\")`"));
    }
    Ok(Carry::Also(list.into_iter().collect()))
}

/// `("Type")`, or `("Type", trait)`
fn within(input: ParseStream<'_>) -> syn::Result<Within> {
    let inner;
    syn::parenthesized!(inner in input);
    let owner = inner.parse::<LitStr>()?.value();
    let of_trait = !inner.is_empty();
    if of_trait {
        inner.parse::<Token![,]>()?;
        inner.parse::<Token![trait]>()?;
    }
    Ok(Within { owner, of_trait })
}

/// Leaves what could not be understood behind, up to the next comma.
fn skip_to_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}

fn skip_past_comma(input: ParseStream<'_>) -> syn::Result<()> {
    skip_to_comma(input)?;
    if !input.is_empty() {
        input.parse::<Token![,]>()?;
    }
    Ok(())
}
