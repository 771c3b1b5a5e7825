//! How a client asks, and how long it goes on. `[MS-DFSC] 3.1.3`

use crate::text::AnyText;

/// What a Windows client allows a reply to take at first, and at most, in bytes. `[MS-DFSC] 3.1.4.2`
pub(super) const OUTPUT_SIZES: [u32; 2] = [4 << 10, 56 << 10];

/// The highest version of entries that there is. `[MS-DFSC] 2.2.2`
const MOST_REFERRAL_LEVEL: u16 = 4;

/// The most interlinks and actions of an operation: the spec has no bound for either, and clients without one loop for ever.
const MOST: [u8; 2] = [8, 64];

/// What a computer is set to, for the operations that it starts.
///
/// ```
/// use dfsc::client::Settings;
///
/// // As Windows does it, over SMB 3; this is a small machine with room for replies of 8 KiB.
/// let mut settings = Settings::new();
/// settings.uses_extended = true;
/// settings.site_name = Some("Headquarters".into());
/// settings.max_output_size = 8 << 10;
/// assert!(settings.asks_first);
/// ```
///
/// `[MS-DFSC] 3.1.3`
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Settings<'s> {
    /// `MaxReferralLevel`: the highest version of entries that replies may have, 1 to 4. Requests for controllers and domains, which have no answer below 3, ask
    /// for 3 at least. `[MS-DFSC] 2.2.2`
    pub max_referral_level: u16,
    /// Whether to ask for a referral before a path is used that may lie in a namespace, as Windows does. If not, a path whose first component is no known domain is used
    /// as it is, and asked about when a server answers with `STATUS_PATH_NOT_COVERED`: that saves two messages for each share that is in no namespace, and does not find namespaces that
    /// are not shares too. `[MS-DFSC] 3.1.4.1`
    pub asks_first: bool,
    /// Whether to ask with `REQ_GET_DFS_REFERRAL_EX`, and in the plain form where a host does not know that. Over SMB1 there is no such request; Windows sends
    /// it over SMB 3 only. `[MS-DFSC] 2.2.3`
    pub uses_extended: bool,
    /// The computer's Active Directory site, to be told in such requests. `[MS-DFSC] 2.2.3.1`
    pub site_name: Option<AnyText<'s>>,
    /// `MaxOutputSize`: the longest reply that there is room for, in bytes. What is more than 56 KiB counts as that. Requests begin with 4 KiB, and allow twice as much each time that a server
    /// has more to say. `[MS-DFSC] 3.1.4.2`
    pub max_output_size: u32,
    /// How often a path may lead into another namespace; what is more than 8 counts as that. `[MS-DFSC] 3.1.4.1` step 11
    pub max_interlinks: u8,
    /// How many requests and accesses there may be in all; what is more than 64 counts as that. `[MS-DFSC] 3.1.4.1`
    pub max_actions: u8,
}

impl Settings<'_> {
    /// As Windows has them, with plain requests.
    ///
    /// `[MS-DFSC] 3.1.3`
    #[must_use]
    pub const fn new() -> Self {
        let ([_, max_output_size], [max_interlinks, max_actions]) = (OUTPUT_SIZES, MOST);
        Self {
            max_referral_level: MOST_REFERRAL_LEVEL,
            asks_first: true,
            uses_extended: false,
            site_name: None,
            max_output_size,
            max_interlinks,
            max_actions,
        }
    }

    /// With nothing below the lowest or above the highest.
    pub(super) fn within_limits(mut self) -> Self {
        let ([_, output], [interlinks, actions]) = (OUTPUT_SIZES, MOST);
        let level = self.max_referral_level.min(MOST_REFERRAL_LEVEL);
        self.max_referral_level = level.max(1);
        self.max_output_size = self.max_output_size.min(output);
        self.max_interlinks = self.max_interlinks.min(interlinks);
        self.max_actions = self.max_actions.min(actions);
        self
    }
}

impl Default for Settings<'_> {
    fn default() -> Self {
        Self::new()
    }
}
