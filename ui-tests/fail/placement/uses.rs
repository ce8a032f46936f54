//! Not on an import.

use traced::traced;

#[traced]
use std::fmt;

fn main() {}
