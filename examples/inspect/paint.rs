//! Colours, where there is a terminal that shows them and a person who wants them.

use std::io::{self, IsTerminal as _};

/// What something is shown in.
#[derive(Clone, Copy)]
pub(crate) enum Ink {
    Plain,
    Strong,
    Faint,
    Bad,
    Doubtful,
    /// One of several, for fields that stand next to each other.
    Field(usize),
}

/// Whether there are colours.
#[derive(Clone, Copy)]
pub(crate) struct Paint {
    is_on: bool,
}

impl Paint {
    /// Colours on a terminal, unless the environment says no: see no-color.org.
    pub(crate) fn wanted() -> Self {
        let is_refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let is_dumb = std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
        Self { is_on: io::stdout().is_terminal() && !is_refused && !is_dumb }
    }

    pub(crate) fn ink(self, ink: Ink, text: &str) -> String {
        /// Colours that can be read on black and on white.
        const FIELDS: [&str; 3] = ["36", "35", "32"];
        let code = match ink {
            Ink::Strong => "1",
            Ink::Faint => "2",
            Ink::Bad => "1;31",
            Ink::Doubtful => "1;35",
            Ink::Field(number) => FIELDS[number % FIELDS.len()],
            Ink::Plain => "",
        };
        if self.is_on && !code.is_empty() && !text.trim().is_empty() {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}
