//! Which names look like credentials: their values are never recorded.

/// Words that give a name away, alone or as a part of it.
const WORDS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "token",
    "authorization",
    "credential",
    "credentials",
    "apikey",
    "cookie",
    "cookies",
    "ssn",
    "cvv",
    "cvc",
    "bearer",
    "jwt",
    "otp",
    "passcode",
    "secrets",
    "tokens",
    "passwords",
];

/// Words that do so together.
const PAIRS: &[(&str, &str)] = &[
    ("api", "key"),
    ("access", "key"),
    ("private", "key"),
    ("secret", "key"),
    ("signing", "key"),
    ("encryption", "key"),
    ("credit", "card"),
    ("card", "number"),
    ("social", "security"),
    ("auth", "header"),
    ("session", "key"),
    ("pass", "word"),
    ("client", "secret"),
    ("pin", "code"),
    ("api", "keys"),
    ("account", "key"),
];

/// Whether the value behind this name must not leave the process.
pub(crate) fn looks_secret(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let parts: Vec<&str> = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let pair = |two: &[&str]| PAIRS.iter().any(|(a, b)| two == [*a, *b]);
    parts.iter().any(|part| WORDS.contains(part)) || parts.windows(2).any(pair) || {
        // Run together: `userPassword`, `creditcard`.
        let together = parts.concat();
        ["password", "passwd", "apikey", "creditcard", "secretkey", "privatekey", "accesstoken", "authorization"]
            .iter()
            .any(|word| together.contains(word))
    }
}
