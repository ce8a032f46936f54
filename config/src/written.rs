//! Values as they would stand in the file.

use std::time::Duration;

use crate::units::Rate;

pub(crate) trait Written {
    fn written(&self) -> String;
}

impl Written for bool {
    fn written(&self) -> String {
        self.to_string()
    }
}

impl Written for f64 {
    fn written(&self) -> String {
        self.to_string()
    }
}

impl Written for String {
    fn written(&self) -> String {
        format!("{self:?}")
    }
}

impl Written for Rate {
    fn written(&self) -> String {
        format!("\"{self}\"")
    }
}

/// In the largest unit of which it is a whole number.
impl Written for Duration {
    fn written(&self) -> String {
        let nanos = self.as_nanos();
        let units =
            [("h", 3_600_000_000_000), ("min", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000)];
        let whole = units.into_iter().find(|(_, unit)| nanos != 0 && nanos % unit == 0);
        match whole {
            Some((unit, size)) => format!("\"{}{unit}\"", nanos / size),
            None if nanos == 0 => "\"0ms\"".to_owned(),
            None => format!("\"{nanos}ns\""),
        }
    }
}
