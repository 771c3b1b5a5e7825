//! As much of the Thumb instruction set of ARMv6-M as a call graph needs.

use anyhow::{Result, bail};

/// A way out of straight-line code.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Transfer {
    /// `bl`: a call, or a jump too far for `b` within a function.
    Call(u32),
    /// `b`, conditional or not.
    Jump(u32),
    /// `blx` to a register, or `bx` to one that does not hold the return address: to where cannot be known.
    Indirect(u32),
}

/// The transfers in a run of instructions without data, the first of them at `address`.
///
/// Jump tables (`mov pc`, `add pc`) stay inside their function, and so are none.
pub(super) fn transfers(code: &[u8], mut address: u32) -> Result<Vec<Transfer>> {
    let mut found = Vec::new();
    let mut popped = 0;
    let mut halves = halves(code);
    while let Some(half) = halves.next() {
        // A branch counts from four bytes past itself.
        let to = |offset: u32| address.wrapping_add(4).wrapping_add(offset);
        let register = half >> 3 & 15;
        match half {
            0xE800..=0xFFFF => {
                let Some(second) = halves.next() else { bail!("an instruction is cut at {address:#x}") };
                found.extend(wide(half, second, address)?);
                address += 2;
            }
            0xE000..=0xE7FF => found.push(Transfer::Jump(to(signed(u32::from(half) & 0x7FF, 11) << 1))),
            0xD000..=0xDDFF => found.push(Transfer::Jump(to(signed(u32::from(half) & 0xFF, 8) << 1))),
            _ if half & 0xFF87 == 0x4780 => found.push(Transfer::Indirect(address)),
            // `bx lr`, or `pop {r1}; bx r1`, is a return.
            _ if half & 0xFF87 == 0x4700 && register != 14 && popped != 1 << register => {
                found.push(Transfer::Indirect(address));
            }
            _ => {}
        }
        popped = if half & 0xFF00 == 0xBC00 { half & 0xFF } else { 0 };
        address += 2;
    }
    Ok(found)
}

/// `bl` and `b.w`; the few other wide instructions of ARMv6-M stay in line.
fn wide(first: u16, second: u16, address: u32) -> Result<Option<Transfer>> {
    let (high, low) = (u32::from(first), u32::from(second));
    let sign = high >> 10 & 1;
    let bit = |at: u32| !((low >> at) ^ sign) & 1;
    let offset = sign << 24 | bit(13) << 23 | bit(11) << 22 | (high & 0x3FF) << 12 | (low & 0x7FF) << 1;
    let to = address.wrapping_add(4).wrapping_add(signed(offset, 25));
    match (first, second & 0xD000) {
        (0xF000..=0xF7FF, 0xD000) => Ok(Some(Transfer::Call(to))),
        (0xF000..=0xF7FF, 0x9000) => Ok(Some(Transfer::Jump(to))),
        // msr, mrs, dsb, dmb, isb, udf.w
        (0xF380..=0xF3FF | 0xF7F0..=0xF7FF, 0x8000) => Ok(None),
        _ => bail!("{first:04x} {second:04x} at {address:#x} is no instruction of ARMv6-M"),
    }
}

/// The most that the code can push: every `push` and `sub sp` in it, whether or not they come together.
pub(super) fn pushed(code: &[u8]) -> Result<u32> {
    let mut bytes = 0;
    for half in halves(code) {
        match half {
            0xB400..=0xB5FF => bytes += (half & 0x1FF).count_ones() * 4,
            0xB080..=0xB0FF => bytes += u32::from(half & 0x7F) * 4,
            _ if matches!(half & 0xFF87, 0x4485 | 0x4685) => bail!("it sets sp from a register"),
            _ => {}
        }
    }
    Ok(bytes)
}

fn halves(code: &[u8]) -> impl Iterator<Item = u16> {
    code.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
}

/// Extends the sign of a number of so many bits.
fn signed(value: u32, bits: u32) -> u32 {
    let sign = 1 << (bits - 1);
    (value ^ sign).wrapping_sub(sign)
}

#[cfg(test)]
mod tests {
    use super::{Transfer, pushed, transfers};

    /// Halves as objdump prints them.
    fn code(halves: &[u16]) -> Vec<u8> {
        halves.iter().flat_map(|half| half.to_le_bytes()).collect()
    }

    #[test]
    fn calls_and_jumps_go_where_objdump_says() {
        let at = |address, halves: &[u16]| transfers(&code(halves), address).unwrap();
        assert_eq!(at(0x24, &[0xf000, 0xf921]), [Transfer::Call(0x26a)]);
        assert_eq!(at(0x2a6, &[0xf7ff, 0xffd7]), [Transfer::Call(0x258)]);
        assert_eq!(at(0x18a, &[0xf001, 0xf94d]), [Transfer::Call(0x1428)]);
        assert_eq!(at(0x52, &[0xe0e4]), [Transfer::Jump(0x21e)]);
        assert_eq!(at(0x1010, &[0xd0f8]), [Transfer::Jump(0x1004)]);
        assert_eq!(at(0x24c, &[0xbf00, 0xe7cb]), [Transfer::Jump(0x1e8)]);
    }

    #[test]
    fn only_what_cannot_be_followed_is_indirect() {
        let at = |halves: &[u16]| transfers(&code(halves), 0).unwrap();
        assert_eq!(at(&[0x4798]), [Transfer::Indirect(0)]);
        assert_eq!(at(&[0x4718]), [Transfer::Indirect(0)]);
        assert_eq!(at(&[0x4770]), []);
        assert_eq!(at(&[0xbc02, 0x4708]), []);
        assert_eq!(at(&[0x4687, 0x4497]), []);
    }

    #[test]
    fn instructions_of_other_machines_are_errors() {
        assert!(transfers(&code(&[0xe92d, 0x4ff0]), 0).is_err());
        assert!(transfers(&code(&[0xf000]), 0).is_err());
    }

    #[test]
    fn pushes_are_added_up() {
        assert_eq!(pushed(&code(&[0xb5f0, 0xb083, 0xb003, 0xbdf0])).unwrap(), 6 * 4 - 4 + 12);
        assert!(pushed(&code(&[0x4485])).is_err());
    }
}
