//! What is in a file: a line that describes a request, and the request's body as it is sent.
//!
//! `traced-spool 1 5bd2c9f0 spans=17 bytes=1990 type=application/json` is version 1, a checksum (CRC-32) of all behind it to the end of the
//! file, and what the body is.

const MAGIC: &str = "traced-spool ";
const VERSION: &str = "1";

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) spans: u64,
    pub(super) content_type: String,
    pub(super) body: Vec<u8>,
}

/// A file's bytes.
pub(super) fn file(body: &[u8], content_type: &str, spans: u64) -> Vec<u8> {
    let description = format!("spans={spans} bytes={} type={content_type}\n", body.len());
    let mut checksum = crc32fast::Hasher::new();
    checksum.update(description.as_bytes());
    checksum.update(body);
    let front = format!("{MAGIC}{VERSION} {:08x} {description}", checksum.finalize());
    [front.as_bytes(), body].concat()
}

impl Part {
    /// What a file's bytes say, or what is wrong with them.
    pub(super) fn parse(file: &[u8]) -> Result<Part, String> {
        let rest = file.strip_prefix(MAGIC.as_bytes()).ok_or("it is no file of a spool")?;
        let (version, rest) = word(rest).ok_or("it breaks off")?;
        if version != VERSION.as_bytes() {
            let found = String::from_utf8_lossy(&version[..version.len().min(20)]).into_owned();
            return Err(format!("its format is {found:?}, which this version of the program does not know"));
        }
        let (checksum, rest) = word(rest).ok_or("it breaks off")?;
        if checksum != format!("{:08x}", crc32fast::hash(rest)).as_bytes() {
            return Err("its checksum is another".to_owned());
        }
        described(rest).ok_or_else(|| "its first line is not understood".to_owned())
    }
}

fn described(rest: &[u8]) -> Option<Part> {
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let (line, body) = (std::str::from_utf8(&rest[..end]).ok()?, &rest[end + 1..]);
    let (spans, line) = line.strip_prefix("spans=")?.split_once(' ')?;
    let (bytes, line) = line.strip_prefix("bytes=")?.split_once(' ')?;
    let content_type = line.strip_prefix("type=")?.to_owned();
    let spans = spans.parse().ok()?;
    (bytes.parse() == Ok(body.len())).then(|| Part { spans, content_type, body: body.to_vec() })
}

fn word(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b' ')?;
    Some((&bytes[..end], &bytes[end + 1..]))
}
