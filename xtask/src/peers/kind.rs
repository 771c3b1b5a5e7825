//! What sorts of messages there are.

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Request,
    RequestEx,
    Response,
}

impl Kind {
    pub(super) const ALL: [Self; 3] = [Self::Request, Self::RequestEx, Self::Response];

    /// As test data and readers call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::RequestEx => "request-ex",
            Self::Response => "response",
        }
    }
}
