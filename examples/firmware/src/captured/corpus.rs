//! Everything that was captured, read on the board, and attacks made of it. The host does the same, and must come to the same.

use super::ALL;
use crate::board;
use crate::exchange::Exchange;
use crate::portable::attack::{Survived, attack};
use crate::portable::reading::read;
use defmt::{Display2Format, info};

static EXCHANGES: &[Exchange<'_>] = ALL;

pub fn run() {
    let mut room = [0; 2560];
    for exchange in EXCHANGES {
        info!("read: {=str} {=u32:08x}", exchange.name, read(exchange, &mut room));
    }
    board::costing("the corpus", || {
        EXCHANGES.iter().fold(0, |all, exchange| all ^ read(exchange, &mut room))
    });
    let mut survived = Survived::default();
    board::costing("attacks", || {
        EXCHANGES.iter().for_each(|exchange| attack(exchange, &mut room, &mut survived));
    });
    info!("{}", Display2Format(&survived));
}
