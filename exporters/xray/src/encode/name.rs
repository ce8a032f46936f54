//! Names of segments: up to 200 letters, numbers, spaces and `_.:/%&#=+-@`, by the schema (X-Ray Developer Guide, "Segment documents",
//! Required segment fields).

use std::borrow::Cow;

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory as _};

use super::value::first;

const LONGEST: usize = 200;
/// The name of what has none that could be said.
const NAMELESS: &str = "span";

const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b' ' | b'_' | b'.' | b':' | b'/' | b'%' | b'&' | b'#' | b'=' | b'+' | b'-' | b'@')
}

fn is_allowed(c: char) -> bool {
    if let Ok(byte) = u8::try_from(c)
        && byte.is_ascii()
    {
        return is_plain(byte);
    }
    // The schema lists those of the first plane.
    u32::from(c) <= 0xffff
        && matches!(
            c.general_category_group(),
            GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number | GeneralCategoryGroup::Separator
        )
}

/// The name without what X-Ray takes in none; it needs no escapes.
pub(super) fn clean(name: &str) -> Cow<'_, str> {
    let allowed = if name.bytes().all(is_plain) || name.chars().all(is_allowed) {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(name.chars().filter(|c| is_allowed(*c)).collect())
    };
    if allowed.trim().is_empty() {
        return Cow::Borrowed(NAMELESS);
    }
    match first(&allowed, LONGEST) {
        (_, true) => allowed,
        (start, false) => Cow::Owned(start.to_owned()),
    }
}
