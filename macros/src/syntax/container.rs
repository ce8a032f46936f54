//! Items that hold functions: `impl`, `trait`, inline `mod`. What stands between their functions is kept as tokens.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote_spanned};
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::{
    Attribute, Generics, Ident, ImplItem, Item, Token, TraitItem, Type, TypeParamBound, Visibility, WhereClause,
};

use super::function::{self, Function};
use super::types::bare;

/// What holds the functions.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Inherent,
    TraitImpl,
    Trait,
    Module,
}

/// An `impl`, `trait` or inline `mod`.
pub(crate) struct Container {
    pub(crate) kind: Kind,
    pub(crate) attributes: Vec<Attribute>,
    /// All up to the braces.
    pub(crate) header: TokenStream,
    /// The type's or trait's name; nothing for a module.
    pub(crate) owner: Option<String>,
    /// The module's name.
    pub(crate) module: Option<String>,
    braces: Group,
}

/// One thing between the braces.
pub(crate) enum Member {
    Function(Box<Function>),
    Container(Container),
    Other(TokenStream),
}

impl Parse for Container {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let mut header = input.parse::<Visibility>()?.into_token_stream();
        let unsafety: Option<Token![unsafe]> = input.parse()?;
        unsafety.to_tokens(&mut header);
        let mut module = None;
        let (kind, owner) = if input.peek(Token![impl]) {
            implementation(input, &mut header)?
        } else if input.peek(Token![trait]) {
            definition(input, &mut header)?
        } else {
            input.parse::<Token![mod]>()?.to_tokens(&mut header);
            let name: Ident = input.parse()?;
            name.to_tokens(&mut header);
            module = Some(syn::ext::IdentExt::unraw(&name).to_string());
            (Kind::Module, None)
        };
        let braces = match input.parse::<TokenTree>()? {
            TokenTree::Group(group) => group,
            other => return Err(syn::Error::new(other.span(), "expected `{`")),
        };
        Ok(Self { kind, attributes, header, owner, module, braces })
    }
}

/// `impl<T> Trait for Type<T> where ..`
fn implementation(input: ParseStream<'_>, header: &mut TokenStream) -> syn::Result<(Kind, Option<String>)> {
    input.parse::<Token![impl]>()?.to_tokens(header);
    input.parse::<Generics>()?.to_tokens(header);
    let negative: Option<Token![!]> = input.parse()?;
    negative.to_tokens(header);
    let mut ty: Type = input.parse()?;
    ty.to_tokens(header);
    let mut kind = Kind::Inherent;
    if let Some(token) = input.parse::<Option<Token![for]>>()? {
        token.to_tokens(header);
        ty = input.parse()?;
        ty.to_tokens(header);
        kind = Kind::TraitImpl;
    }
    input.parse::<Option<WhereClause>>()?.to_tokens(header);
    Ok((kind, Some(type_name(&ty))))
}

/// `trait Name<T>: Bounds where ..`
fn definition(input: ParseStream<'_>, header: &mut TokenStream) -> syn::Result<(Kind, Option<String>)> {
    input.parse::<Token![trait]>()?.to_tokens(header);
    let name: Ident = input.parse()?;
    name.to_tokens(header);
    input.parse::<Generics>()?.to_tokens(header);
    while !input.peek(syn::token::Brace) {
        input.parse::<TokenTree>()?.to_tokens(header);
    }
    Ok((Kind::Trait, Some(syn::ext::IdentExt::unraw(&name).to_string())))
}

/// The last part of a type's name, without generics.
fn type_name(ty: &Type) -> String {
    match bare(ty) {
        Type::Path(path) => path.path.segments.last().map(|last| syn::ext::IdentExt::unraw(&last.ident).to_string()),
        Type::Reference(reference) => Some(type_name(&reference.elem)),
        Type::TraitObject(object) => object.bounds.iter().find_map(|bound| match bound {
            TypeParamBound::Trait(bound) => bound.path.segments.last().map(|last| last.ident.to_string()),
            _ => None,
        }),
        other => Some(other.to_token_stream().to_string().replace(' ', "")),
    }
    .unwrap_or_default()
}

impl Container {
    /// What stands between the braces, in order. What cannot be read is passed on as it is.
    pub(crate) fn members(&self) -> Vec<Member> {
        let read = |input: ParseStream<'_>| {
            let mut members = Vec::new();
            while !input.is_empty() {
                let ahead = input.fork();
                if self.member(&ahead).is_err() {
                    members.push(Member::Other(input.parse()?));
                    break;
                }
                members.push(self.member(input)?);
            }
            Ok(members)
        };
        read.parse2(self.braces.stream()).unwrap_or_else(|_| vec![Member::Other(self.braces.stream())])
    }

    fn member(&self, input: ParseStream<'_>) -> syn::Result<Member> {
        if function::begins(input) {
            return input.parse().map(|function| Member::Function(Box::new(function)));
        }
        let other = match self.kind {
            Kind::Module if begins(input) => return input.parse().map(Member::Container),
            Kind::Module => module_item(&input.parse()?),
            Kind::Trait => input.parse::<TraitItem>()?.into_token_stream(),
            Kind::Inherent | Kind::TraitImpl => input.parse::<ImplItem>()?.into_token_stream(),
        };
        Ok(Member::Other(other))
    }

    /// Other braces of the same place.
    pub(crate) fn with_members(&self, members: TokenStream) -> TokenTree {
        let mut braces = Group::new(self.braces.delimiter(), members);
        braces.set_span(self.braces.span());
        TokenTree::Group(braces)
    }
}

/// An import of the attribute may have served the functions inside only, which have lost it now.
fn module_item(item: &Item) -> TokenStream {
    let imports = |tree: &TokenStream| {
        tree.to_string().split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == "traced")
    };
    let tokens = item.to_token_stream();
    match item {
        Item::Use(_) if imports(&tokens) => quote_spanned!(Span::mixed_site()=> #[allow(unused_imports)] #tokens),
        _ => tokens,
    }
}

/// Whether an `impl`, `trait` or inline `mod` begins here.
pub(crate) fn begins(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    let _ = ahead.call(Attribute::parse_outer);
    let _ = ahead.parse::<Visibility>();
    let _ = ahead.parse::<Token![unsafe]>();
    ahead.peek(Token![impl]) || ahead.peek(Token![trait]) || (ahead.peek(Token![mod]) && ahead.peek3(syn::token::Brace))
}
