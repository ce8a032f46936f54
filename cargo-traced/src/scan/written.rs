//! What is written about a function beside its attributes, and about the type it belongs to.

use proc_macro2::Span;
use syn::{Signature, Type, TypeParamBound, Visibility as Written, ext::IdentExt as _, spanned::Spanned as _};
use traced_config::Visibility;

/// Where a function begins, behind its attributes.
pub(super) fn begin(visibility: &Written, default: Option<Span>, signature: &Signature) -> Span {
    match visibility {
        Written::Inherited => default.unwrap_or_else(|| first_token(signature)),
        other => other.span(),
    }
}

fn first_token(signature: &Signature) -> Span {
    let constness = signature.constness.map(|token| token.span);
    let asyncness = signature.asyncness.map(|token| token.span);
    let unsafety = signature.unsafety.map(|token| token.span);
    let abi = signature.abi.as_ref().map(|abi| abi.extern_token.span);
    constness.or(asyncness).or(unsafety).or(abi).unwrap_or(signature.fn_token.span)
}

pub(super) fn seen(visibility: &Written) -> Visibility {
    match visibility {
        Written::Public(_) => Visibility::Public,
        Written::Restricted(_) => Visibility::Restricted,
        Written::Inherited => Visibility::Private,
    }
}

/// The last part of a type's name, without generics.
pub(super) fn type_name(ty: &Type) -> String {
    match ty {
        Type::Paren(paren) => type_name(&paren.elem),
        Type::Group(group) => type_name(&group.elem),
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.unraw().to_string()).unwrap_or_default(),
        Type::Reference(reference) => type_name(&reference.elem),
        Type::TraitObject(object) => {
            let bound = object.bounds.iter().find_map(|bound| match bound {
                TypeParamBound::Trait(bound) => bound.path.segments.last(),
                _ => None,
            });
            bound.map(|last| last.ident.to_string()).unwrap_or_default()
        }
        other => quote::ToTokens::to_token_stream(other).to_string().replace(' ', ""),
    }
}
