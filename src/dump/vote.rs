//! What most say.

/// What most say: right if more than half do.
pub(super) struct Vote<T> {
    pub(super) winner: Option<T>,
    lead: usize,
}

impl<T> Default for Vote<T> {
    fn default() -> Self {
        Self { winner: None, lead: 0 }
    }
}

impl<T: PartialEq> Vote<T> {
    /// Whether it would be the same without one of the votes.
    pub(super) const fn is_clear(&self) -> bool {
        self.lead > 1
    }

    pub(super) fn add(&mut self, vote: Option<T>) {
        let Some(vote) = vote else { return };
        if self.winner.as_ref() == Some(&vote) {
            self.lead = self.lead.saturating_add(1);
        } else if self.lead == 0 {
            (self.winner, self.lead) = (Some(vote), 1);
        } else {
            self.lead = self.lead.saturating_sub(1);
        }
    }
}
