//! Why a path cannot be taken through a referral.

use core::fmt;

/// Why a path cannot be taken through a referral.
///
/// ```
/// use dfsc::{DfsPath, PathErrorKind};
///
/// let error = DfsPath::new(r"\srv\dfs").rewrite(3, r"\t\d").unwrap_err();
/// assert_eq!(error.kind(), PathErrorKind::Odd);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum PathErrorKind {
    /// `PathConsumed` is odd: it would cut a UTF-16 unit.
    Odd,
    /// `PathConsumed` reaches past the end of the path.
    PastEnd,
    /// `PathConsumed` ends inside a component.
    InsideComponent,
    /// `PathConsumed` covers no component, as in replies that name domains and not targets.
    NothingConsumed,
    /// The target has no component.
    EmptyTarget,
}

/// Why a path cannot be taken through a referral: the referral was not for this path, or is ill-formed.
///
/// `Display` makes a sentence of it.
///
/// ```
/// use dfsc::DfsPath;
///
/// let error = DfsPath::new(r"\srv\dfs").rewrite(20, r"\t\d").unwrap_err();
/// assert_eq!(error.to_string(), "PathConsumed is 20, past the end of the path");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct PathError {
    kind: PathErrorKind,
    path_consumed: u16,
}

impl PathError {
    pub(crate) const fn new(kind: PathErrorKind, path_consumed: u16) -> Self {
        Self { kind, path_consumed }
    }

    /// What is wrong.
    ///
    /// ```
    /// # use dfsc::{DfsPath, PathErrorKind};
    /// let error = DfsPath::new(r"\srv\dfs").split_consumed(12).unwrap_err();
    /// assert_eq!(error.kind(), PathErrorKind::InsideComponent);
    /// ```
    #[must_use]
    pub const fn kind(self) -> PathErrorKind {
        self.kind
    }

    /// The `PathConsumed` of the referral, in bytes.
    ///
    /// ```
    /// # use dfsc::DfsPath;
    /// assert_eq!(DfsPath::new(r"\srv\dfs").split_consumed(12).unwrap_err().path_consumed(), 12);
    /// ```
    #[must_use]
    pub const fn path_consumed(self) -> u16 {
        self.path_consumed
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, path_consumed } = *self;
        write!(f, "PathConsumed is {path_consumed}, ")?;
        match kind {
            PathErrorKind::Odd => f.write_str("which cuts a UTF-16 unit"),
            PathErrorKind::PastEnd => f.write_str("past the end of the path"),
            PathErrorKind::InsideComponent => f.write_str("which ends inside a component of the path"),
            PathErrorKind::NothingConsumed => f.write_str("which covers no component of the path"),
            PathErrorKind::EmptyTarget => f.write_str("but the target has no component"),
        }
    }
}

impl core::error::Error for PathError {}
