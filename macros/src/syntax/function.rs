//! One function: its signature parsed, its body kept as tokens, whatever they are.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::{Attribute, Signature, Token, Visibility};

use super::attribute;

/// A function, method or associated function.
#[derive(Clone)]
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) default: Option<Ident>,
    pub(crate) signature: Signature,
    /// The braces, or the semicolon where there is no body.
    pub(crate) body: TokenTree,
}

/// Where the function stands.
#[derive(Default)]
pub(crate) struct Place {
    /// The type (or trait) whose `impl` carries the attribute.
    pub(crate) owner: Option<String>,
    /// An `async fn` here has to stay one.
    pub(crate) keep_async: bool,
    /// It is a trait's, or one of its `impl`s'.
    pub(crate) of_trait: bool,
    /// The inline modules around it that carry the attribute, or stand in one that does.
    #[cfg_attr(not(feature = "config"), expect(dead_code, reason = "only rules ask for it"))]
    pub(crate) modules: Vec<String>,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self {
            attributes: input.call(Attribute::parse_outer)?,
            visibility: input.parse()?,
            default: default_keyword(input)?,
            signature: input.parse()?,
            body: input.parse()?,
        })
    }
}

impl Function {
    /// From all tokens of an item, if it is a function and can be read. The body is not looked into.
    pub(crate) fn from_item(item: &TokenStream) -> Option<Self> {
        let mut tokens: Vec<TokenTree> = item.clone().into_iter().collect();
        let body = tokens.pop()?;
        let header = |input: ParseStream<'_>| {
            Ok(Self {
                attributes: input.call(Attribute::parse_outer)?,
                visibility: input.parse()?,
                default: default_keyword(input)?,
                signature: input.parse()?,
                body,
            })
        };
        header.parse2(tokens.into_iter().collect()).ok()
    }

    /// The name, without `r#`.
    pub(crate) fn name(&self) -> String {
        use syn::ext::IdentExt as _;
        self.signature.ident.unraw().to_string()
    }

    /// The braces of the body. A body from `macro_rules!` may stand in an invisible group.
    pub(crate) fn block(&self) -> Option<&Group> {
        match &self.body {
            TokenTree::Group(group) => Some(group),
            _ => None,
        }
    }

    /// The tokens between the braces.
    pub(crate) fn statements(&self) -> TokenStream {
        let mut inside = self.block().map(Group::stream).unwrap_or_default();
        if self.block().is_some_and(|group| group.delimiter() == Delimiter::None) {
            let mut tokens = inside.clone().into_iter();
            if let (Some(TokenTree::Group(braces)), None) = (tokens.next(), tokens.next()) {
                inside = braces.stream();
            }
        }
        inside
    }

    /// All that stands before the signature.
    pub(crate) fn before(&self) -> TokenStream {
        let mut tokens = attribute::print(&self.attributes);
        self.visibility.to_tokens(&mut tokens);
        self.default.to_tokens(&mut tokens);
        tokens
    }

    /// Another expansion of ours has been here: its static comes first.
    pub(crate) fn is_traced_already(&self) -> bool {
        let mut tokens = self.statements().into_iter();
        let is = |token: Option<TokenTree>, word| matches!(token, Some(TokenTree::Ident(ident)) if ident == word);
        is(tokens.next(), "static") && is(tokens.next(), "__TRACED")
    }

    /// Takes away the other `#[traced]` attributes below ours.
    pub(crate) fn take_traced(&mut self) -> Vec<Attribute> {
        let all = std::mem::take(&mut self.attributes);
        let (ours, others) = all.into_iter().partition(attribute::is_traced);
        self.attributes = others;
        ours
    }
}

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.before());
        self.signature.to_tokens(tokens);
        self.body.to_tokens(tokens);
    }
}

/// `default` of specialisation, which is a name everywhere else.
fn default_keyword(input: ParseStream<'_>) -> syn::Result<Option<Ident>> {
    let found = input.peek(syn::Ident) && !input.peek2(Token![!]) && input.fork().parse::<Ident>()? == "default";
    if found { input.parse().map(Some) } else { Ok(None) }
}

/// Whether a function begins here (after attributes and visibility), as against a constant, an `unsafe impl`, ..
pub(crate) fn begins(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    let _ = ahead.call(Attribute::parse_outer);
    let _ = ahead.parse::<Visibility>();
    let _ = default_keyword(&ahead);
    let mut qualified = true;
    while qualified {
        if ahead.peek(Token![fn]) {
            return true;
        }
        qualified = ahead.parse::<Token![const]>().is_ok()
            || ahead.parse::<Token![async]>().is_ok()
            || ahead.parse::<Token![unsafe]>().is_ok()
            || ahead.parse::<syn::Abi>().is_ok();
    }
    false
}
