//! Joining the parts of an SMB1 transaction. `[MS-CIFS] 3.2.5.1.4`

use super::body::unexpected;
#[cfg(feature = "inspect")]
use super::frame::Part;
use super::layout::{
    SMB_COM_TRANSACTION2_REQUEST, SMB_COM_TRANSACTION2_RESPONSE, SMB_COM_TRANSACTION2_SECONDARY,
};
use super::smb1::{Trans2Request, Trans2Response, Trans2Secondary};
use crate::error::{DecodeError, DecodeErrorKind as Kind};
use crate::wire::{Field, Structure};

/// A part of any kind: what it says of the whole, and the field that says where in that it lies.
#[derive(Clone, Copy)]
pub(crate) struct Fragment<'a> {
    pub(crate) structure: &'static Structure,
    pub(crate) field: Field,
    pub(crate) total: u16,
    pub(crate) displacement: u16,
    pub(crate) bytes: &'a [u8],
}

impl<'a> Trans2Request<&'a [u8]> {
    const fn fragment(&self) -> Fragment<'a> {
        Fragment {
            structure: &SMB_COM_TRANSACTION2_REQUEST,
            field: Field::ParameterCount,
            total: self.total_parameter_count,
            displacement: 0,
            bytes: self.parameters,
        }
    }
}

impl<'a> Trans2Secondary<&'a [u8]> {
    const fn fragment(&self) -> Fragment<'a> {
        Fragment {
            structure: &SMB_COM_TRANSACTION2_SECONDARY,
            field: Field::ParameterDisplacement,
            total: self.total_parameter_count,
            displacement: self.parameter_displacement,
            bytes: self.parameters,
        }
    }
}

impl<'a> Trans2Response<&'a [u8]> {
    const fn fragment(&self) -> Fragment<'a> {
        Fragment {
            structure: &SMB_COM_TRANSACTION2_RESPONSE,
            field: Field::DataDisplacement,
            total: self.total_data_count,
            displacement: self.data_displacement,
            bytes: self.data,
        }
    }
}

#[cfg(feature = "inspect")]
impl<'a> Part<'a> {
    pub(crate) const fn fragment(&self) -> Fragment<'a> {
        match self {
            Self::Request(part) => part.fragment(),
            Self::Secondary(part) => part.fragment(),
            Self::Response(part) => part.fragment(),
        }
    }
}

/// How many runs of bytes may be there with gaps between them.
const RUNS: usize = 16;

/// A message that comes in several parts, in any order, joined in a buffer of the caller's.
///
/// ```
/// use dfsc::carrier::{Trans2Response, Transaction};
///
/// fn part(data_displacement: u16, data: &[u8]) -> Trans2Response<&[u8]> {
///     Trans2Response { total_data_count: 8, data_displacement, data }
/// }
///
/// let mut buffer = [0; 64];
/// let mut transaction = Transaction::new(&mut buffer);
/// transaction.response(&part(5, &[5, 6, 7]))?;
/// assert_eq!(transaction.message(), None);
/// transaction.response(&part(0, &[0, 1, 2, 3, 4]))?;
/// assert_eq!(transaction.message(), Some(&[0, 1, 2, 3, 4, 5, 6, 7][..]));
/// # Ok::<(), dfsc::DecodeError>(())
/// ```
///
/// `[MS-CIFS] 3.2.5.1.4`
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Transaction<'b> {
    buffer: &'b mut [u8],
    /// What the parts say of the whole: the least, as a server may have promised too much.
    total: usize,
    /// Where runs of bytes begin and end; those without bytes are free.
    runs: [(usize, usize); RUNS],
}

impl<'b> Transaction<'b> {
    /// No part yet. The whole may be as long as `buffer`.
    ///
    /// ```
    /// # use dfsc::carrier::Transaction;
    /// assert_eq!(Transaction::new(&mut [0; 64]).message(), None);
    /// ```
    ///
    /// `[MS-CIFS] 3.2.5.1.4`
    #[must_use]
    pub const fn new(buffer: &'b mut [u8]) -> Self {
        Self { buffer, total: usize::MAX, runs: [(0, 0); RUNS] }
    }

    /// The first part of a request.
    ///
    /// # Errors
    ///
    /// [`FragmentPastTotal`](Kind::FragmentPastTotal), [`FragmentsOverlap`](Kind::FragmentsOverlap); [`NoRoom`](Kind::NoRoom) if
    /// the buffer is too small, or if parts lie so that there are too many gaps. The part then counts for nothing. Places count from the
    /// start of the part's body.
    ///
    /// `[MS-CIFS] 2.2.4.46.1`
    pub fn request(&mut self, part: &Trans2Request<&[u8]>) -> Result<(), DecodeError> {
        self.add(&part.fragment())
    }

    /// A further part of a request.
    ///
    /// # Errors
    ///
    /// As [`request`](Self::request).
    ///
    /// `[MS-CIFS] 2.2.4.47.1`
    pub fn secondary(&mut self, part: &Trans2Secondary<&[u8]>) -> Result<(), DecodeError> {
        self.add(&part.fragment())
    }

    /// A part of a reply.
    ///
    /// # Errors
    ///
    /// As [`request`](Self::request).
    ///
    /// `[MS-CIFS] 2.2.4.46.2`
    pub fn response(&mut self, part: &Trans2Response<&[u8]>) -> Result<(), DecodeError> {
        self.add(&part.fragment())
    }

    /// The whole message, once it is there.
    ///
    /// ```
    /// # use dfsc::carrier::{Transaction, Trans2Request};
    /// let mut buffer = [0; 64];
    /// let mut transaction = Transaction::new(&mut buffer);
    /// let part = Trans2Request { max_data_count: 4096, total_parameter_count: 4, parameters: &[3, 0, 0, 0][..] };
    /// transaction.request(&part).unwrap();
    /// assert_eq!(transaction.message().unwrap(), [3, 0, 0, 0]);
    /// ```
    ///
    /// `[MS-CIFS] 3.2.5.1.4`
    #[must_use]
    pub fn message(&self) -> Option<&[u8]> {
        let head = self.head();
        if head.len() == self.total { Some(head) } else { None }
    }

    /// How many bytes of the message are still missing; `None` if no part has come yet.
    ///
    /// ```
    /// # use dfsc::carrier::{Transaction, Trans2Request};
    /// let mut buffer = [0; 64];
    /// let mut transaction = Transaction::new(&mut buffer);
    /// assert_eq!(transaction.missing(), None);
    /// let part = Trans2Request { max_data_count: 4096, total_parameter_count: 4, parameters: &[3, 0][..] };
    /// transaction.request(&part).unwrap();
    /// assert_eq!(transaction.missing(), Some(2));
    /// ```
    ///
    /// `[MS-CIFS] 3.2.5.1.4`
    #[must_use]
    pub fn missing(&self) -> Option<usize> {
        let (there, total) = self.progress();
        if total == usize::MAX { None } else { Some(total.saturating_sub(there)) }
    }

    /// What there is of the message from its start on.
    fn head(&self) -> &[u8] {
        self.buffer.get(..self.head_len()).unwrap_or_default()
    }

    fn head_len(&self) -> usize {
        self.runs.iter().find(|(start, end)| *start == 0 && *end > 0).map_or(0, |(_, end)| *end)
    }

    /// The same, for good.
    #[cfg(feature = "inspect")]
    pub(crate) fn into_head(self) -> &'b [u8] {
        let len = self.head_len();
        self.buffer.get(..len).unwrap_or_default()
    }

    /// How many bytes there are, and how many there will be.
    pub(crate) fn progress(&self) -> (usize, usize) {
        let there =
            self.runs.iter().map(|(start, end)| end.wrapping_sub(*start)).fold(0, usize::wrapping_add);
        (there, self.total)
    }

    pub(crate) fn add(&mut self, fragment: &Fragment<'_>) -> Result<(), DecodeError> {
        let Fragment { structure, field, total, displacement, bytes: part } = *fragment;
        let (total, start) = (self.total.min(total.into()), usize::from(displacement));
        let end = start.saturating_add(part.len());
        let error = |kind, value, limit| Err(unexpected(structure.rows, kind, field, value, limit));
        let most = self.runs.iter().fold(end, |most, (_, end)| most.max(*end));
        if most > total {
            return error(Kind::FragmentPastTotal, most, total);
        }
        if part.is_empty() {
            self.total = total;
            return Ok(());
        }
        if self.runs.iter().any(|run| start < run.1 && run.0 < end) {
            return error(Kind::FragmentsOverlap, start, total);
        }
        let room = self.buffer.len();
        let Some(place) = self.buffer.get_mut(start..end) else { return error(Kind::NoRoom, total, room) };
        let mut run = (start, end);
        let mut runs = self.runs;
        for other in &mut runs {
            if other.1 == run.0 && other.0 < other.1 {
                run.0 = core::mem::take(other).0;
            } else if other.0 == run.1 && other.0 < other.1 {
                run.1 = core::mem::take(other).1;
            }
        }
        let Some(free) = runs.iter_mut().find(|run| run.0 == run.1) else {
            return error(Kind::NoRoom, total, RUNS);
        };
        *free = run;
        // As long as each other, which the compiler cannot always tell.
        for (byte, from) in place.iter_mut().zip(part) {
            *byte = *from;
        }
        (self.runs, self.total) = (runs, total);
        Ok(())
    }
}
