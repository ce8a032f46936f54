//! Which names of headers and of parameters look like credentials: their values are never recorded.

/// What gives a name away wherever it stands in it, blanks and punctuation aside.
const STEMS: [&str; 22] = [
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "secret",
    "token",
    "authoriz",
    "authentic",
    "credential",
    "apikey",
    "accesskey",
    "privatekey",
    "signingkey",
    "accountkey",
    "cookie",
    "session",
    "bearer",
    "jwt",
    "signature",
    "creditcard",
    "cardnumber",
    "otp",
];

/// What gives a name away as a word of it: short ones, which are parts of harmless words.
const WORDS: [&str; 12] = ["auth", "pwd", "pass", "pin", "sig", "key", "sid", "code", "ssn", "cvv", "cvc", "nonce"];

/// What stands for a value that must not leave the process, in tags.
pub(crate) const REDACTED: &str = "[redacted]";
/// The same in a URL (OpenTelemetry, HTTP spans, `url.query`).
const REDACTED_IN_URL: &str = "REDACTED";

/// Whether the value behind this name must not leave the process.
pub(crate) fn looks_secret(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric());
    let together: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
    words.any(|word| WORDS.contains(&word)) || STEMS.iter().any(|stem| together.contains(stem))
}

/// A query string without the values of parameters that look like credentials; a name that is percent-encoded may hide anything.
pub(crate) fn without_secrets(query: &str) -> String {
    let mut shown = String::with_capacity(query.len());
    for parameter in query.split('&') {
        if !shown.is_empty() {
            shown.push('&');
        }
        match parameter.split_once('=') {
            Some((name, _)) if name.contains('%') || looks_secret(name) => {
                shown.push_str(name);
                shown.push('=');
                shown.push_str(REDACTED_IN_URL);
            }
            _ => shown.push_str(parameter),
        }
    }
    shown
}

#[cfg(test)]
mod tests;
