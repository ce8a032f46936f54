//! Headers sent with every request, and their list form in the environment. The values are secrets.

use std::fmt;

use ureq::http::{HeaderMap, HeaderName, HeaderValue};

use crate::error::{ConfigError, quoted};

const NAME: &str = "a header name of letters, digits and `-`";
const VALUE: &str = "a header value of visible ASCII characters and spaces";
const LIST: &str = "`name=value` entries separated by commas, values percent-encoded where needed";
const OURS: &str = "any header but those that describe the body or the connection";

/// Those that say what the body is or how it travels: a request with two of them, or with wrong ones, would not be understood.
const RESERVED: [&str; 6] =
    ["content-type", "content-encoding", "content-length", "transfer-encoding", "host", "connection"];

/// Header names with their values, of which only the names are ever shown.
#[derive(Clone, Default)]
pub struct Headers(HeaderMap<Header>);

#[derive(Clone)]
struct Header {
    value: HeaderValue,
    /// What it was given to.
    setting: String,
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.keys().map(|name| (name.as_str(), "<hidden>"))).finish()
    }
}

impl Headers {
    /// Sets a header; a second value takes the first one's place. `setting` is what it was given to.
    ///
    /// # Errors
    /// HTTP does not allow the name or the value, or the header is one that describes the body or the connection.
    pub fn set(&mut self, setting: &str, name: &str, value: &str) -> Result<(), ConfigError> {
        // The name is shown: it is what the user looks for. An entry put the wrong way round is not a name, so is not shown.
        let Ok(parsed) = HeaderName::from_bytes(name.as_bytes()) else {
            return Err(ConfigError::new(setting, "a name that HTTP does not allow", NAME));
        };
        if RESERVED.contains(&parsed.as_str()) {
            return Err(ConfigError::new(setting, quoted(parsed.as_str()), OURS));
        }
        let Ok(mut value) = HeaderValue::from_bytes(value.as_bytes()) else {
            return Err(ConfigError::new(setting, format!("another value for {:?}", parsed.as_str()), VALUE));
        };
        // Keeps it out of the HTTP client's own log lines too.
        value.set_sensitive(true);
        self.0.insert(parsed, Header { value, setting: setting.to_owned() });
        Ok(())
    }

    /// The value of a header. It is a secret.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.value.to_str().ok()
    }

    /// The environment variable or the builder's method that a header was given to.
    pub fn setting(&self, name: &str) -> Option<&str> {
        Some(&self.0.get(name)?.setting)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, names in small letters. The values are secrets.
    pub fn iter(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.0.iter().map(|(name, header)| (name, &header.value))
    }

    /// Takes over all of another's; each takes the place of one of its name.
    pub fn extend(&mut self, other: Headers) {
        self.0.extend(other.0);
    }

    /// The list that the environment holds, in the form of W3C's baggage without properties.
    ///
    /// # Errors
    /// An entry has no `=`, is not percent-encoded text, or is no header; the message does not show what stands in it.
    pub fn parse(setting: &str, list: &str) -> Result<Self, ConfigError> {
        let mut headers = Headers::default();
        for (entry, number) in list.split(',').map(str::trim).zip(1..) {
            if entry.is_empty() {
                continue;
            }
            let Some((name, value)) = entry.split_once('=') else {
                return Err(ConfigError::new(setting, format!("no `=` in entry {number}"), LIST));
            };
            let Some(value) = percent_decoded(value.trim()) else {
                return Err(ConfigError::new(setting, format!("a broken percent-encoding in entry {number}"), LIST));
            };
            headers.set(setting, name.trim(), &value)?;
        }
        Ok(headers)
    }
}

/// The text without its percent-encoding; `None` where a `%` is not followed by two hexadecimal digits, or what comes out is not text.
pub fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first == b'%' {
            let (digits, after) = rest.split_first_chunk::<2>()?;
            rest = after;
            let [high, low] = digits.map(|digit| char::from(digit).to_digit(16));
            bytes.push(u8::try_from(high? << 4 | low?).ok()?);
        } else {
            bytes.push(first);
        }
    }
    String::from_utf8(bytes).ok()
}
